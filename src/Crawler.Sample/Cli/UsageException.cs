namespace Freshet.Program.Cli;

/// <summary>Ends the program with messages for its user and an exit code.</summary>
internal sealed class UsageException(int exitCode, IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    public UsageException(int exitCode, string problem) : this(exitCode, [problem])
    {
    }

    public int ExitCode { get; } = exitCode;

    public IReadOnlyList<string> Problems { get; } = problems;
}
