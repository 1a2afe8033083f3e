using Spectre.Console;

namespace Freshet.Program.Output;

/// <summary>Makes consoles of Spectre.Console; nothing of it is loaded where no terminal is.</summary>
internal static class SpectreConsole
{
    public static IAnsiConsole On(TextWriter output) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
}
