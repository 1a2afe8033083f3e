namespace Freshet.Program.Cli;

/// <summary>A command of the program.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does, in a sentence.</param>
/// <param name="Options">Its options, in the order of the help.</param>
/// <param name="More">What its help says after the options.</param>
/// <param name="RunAsync">Runs it with what was given, and gives its exit code.</param>
internal sealed record Command(
    string Name, string Description, IReadOnlyList<Option> Options, string More, Func<CommandArguments, Task<int>> RunAsync)
{
    /// <summary>What else it takes, any number of them, or null for nothing.</summary>
    public string? Operand { get; init; }

    /// <summary>What the operands are, in a sentence.</summary>
    public string OperandDescription { get; init; } = "";
}
