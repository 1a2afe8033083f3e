namespace Freshet.Bench;

internal sealed record Options(int Pages = 20_000, int Rounds = 5, string? Only = null)
{
    /// <summary>The measurement that docs/benchmarks.md shows.</summary>
    public bool IsWhole => this == new Options();

    public static Options Parse(ReadOnlySpan<string> args) => args switch
    {
        [] => new Options(),
        ["--pages", string n, .. var rest] => Parse(rest) with { Pages = int.Parse(n) },
        ["--rounds", string n, .. var rest] => Parse(rest) with { Rounds = int.Parse(n) },
        ["--only", string name, .. var rest] => Parse(rest) with { Only = name },
        _ => throw new ArgumentException($"Unknown option {args[0]}; there are --pages N, --rounds N and --only NAME."),
    };
}
