namespace Freshet.Program.Cli;

/// <summary>An option of a command: one that takes a value, or a flag.</summary>
internal sealed class Option
{
    private Option(string name, string? form, string? letter, string description) =>
        (Name, Form, Letter, Description) = (name, form, letter, description);

    public string Name { get; }

    /// <summary>What its value looks like, or null for a flag.</summary>
    public string? Form { get; }

    /// <summary>Its short name, or null.</summary>
    public string? Letter { get; }

    public string Description { get; }

    public static Option Value(string name, string form, string description) => new(name, form, null, description);

    /// <summary>May be given more than once.</summary>
    public bool IsRepeated { get; private init; }

    public static Option Values(string name, string form, string description, string? letter = null) =>
        new(name, form, letter, description) { IsRepeated = true };

    public static Option Flag(string name, string description, string? letter = null) => new(name, null, letter, description);
}
