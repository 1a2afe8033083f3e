namespace Freshet.Program.Cli;

/// <summary>The help of the program and of its commands.</summary>
internal static class Help
{
    public static void Write(TextWriter output, IReadOnlyList<Command> commands)
    {
        output.WriteLine("freshet: crawl sites through an HTTP cache, or serve it as a proxy.\n\nUsage:\n  freshet COMMAND [options]\n");
        Rows(output, "Commands", [.. commands.Select(command => (command.Name, command.Description))]);
        Rows(output, "Options", [("-?, -h, --help", "Show this help, or with a command its own."), ("--version", "Show the version.")]);
        output.WriteLine(HelpTexts.Root);
    }

    public static void Write(TextWriter output, Command command)
    {
        output.WriteLine($"{command.Description}\n\nUsage:\n  freshet {command.Name} {(command.Operand is { } name ? $"{name}... " : "")}[options]\n");
        if (command.Operand is { } operand)
        {
            Rows(output, "Arguments", [(operand, command.OperandDescription)]);
        }

        Rows(output, "Options", [.. command.Options.Select(option => (Names(option), option.Description)), ("-?, -h, --help", "Show this help.")]);
        if (command.More.Length > 0)
        {
            output.WriteLine(command.More);
        }
    }

    private static string Names(Option option) =>
        $"{(option.Letter is { } letter ? $"{letter}, " : "")}{option.Name}{(option.Form is { } form ? $" {form}" : "")}";

    private static void Rows(TextWriter output, string title, (string Name, string Description)[] rows)
    {
        var width = rows.Max(row => row.Name.Length);
        output.WriteLine($"{title}:");
        foreach (var (name, description) in rows)
        {
            output.WriteLine($"  {name.PadRight(width)}  {description}");
        }

        output.WriteLine();
    }
}
