namespace Freshet.Program.Output;

/// <summary>Whether anybody looks at an output: a terminal that can move its cursor.</summary>
internal static class Terminal
{
    public static bool OnStdout => !Console.IsOutputRedirected && IsCapable;

    public static bool OnStderr => !Console.IsErrorRedirected && IsCapable;

    private static bool IsCapable => OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
}
