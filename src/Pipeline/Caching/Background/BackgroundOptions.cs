using System.Runtime.CompilerServices;

namespace Freshet.Caching;

/// <summary>How stale responses that may answer at once (RFC 5861 §3) are revalidated in the background.</summary>
public sealed record BackgroundOptions
{
    /// <summary>How many revalidations may be under way; while there are that many, further stale responses answer and stay stale.</summary>
    /// <value>The default is 16. Range: 0 to 1,024; with 0 every revalidation is waited for.</value>
    public int MaxRevalidations { get; init; } = 16;

    /// <summary>How long one may take, its body included.</summary>
    /// <value>The default is 100 seconds. More than zero.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Whether those who want whole bodies, stages of flows among them, are answered with a stale response too.</summary>
    /// <value>The default is false: they wait for the revalidation.</value>
    public bool ForWholeBodies { get; init; }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    internal List<string> Problems()
    {
        List<string> problems = [];
        if (MaxRevalidations is < 0 or > 1024)
        {
            problems.Add($"{nameof(BackgroundOptions)}.{nameof(MaxRevalidations)} is {MaxRevalidations}; it must be 0 to 1024.");
        }

        if (Timeout <= TimeSpan.Zero)
        {
            problems.Add($"{nameof(BackgroundOptions)}.{nameof(Timeout)} is {Timeout}; it must be more than zero.");
        }

        return problems;
    }
}
