namespace Freshet.Program.Cli;

/// <summary>What was given to a command: its options, and its operands.</summary>
internal sealed class CommandArguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private List<(Option Option, string Value)>? _repeated;

    /// <summary>What is no option. A mistyped option is among them: whoever reads the operands says so.</summary>
    public List<string> Operands { get; } = [];

    /// <summary>What is wrong with them; whoever reads their values adds to it, and tells all at once.</summary>
    public List<string> Problems { get; } = [];

    public bool IsHelpWanted { get; private set; }

    /// <summary>Reads <c>--name value</c>, <c>--name=value</c>, <c>--flag</c> and <c>-f</c>; after <c>--</c> come operands alone.</summary>
    public static CommandArguments Read(Command command, ReadOnlySpan<string> words)
    {
        var read = new CommandArguments();
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            if (word == "--")
            {
                read.Operands.AddRange(words[(i + 1)..]);
                break;
            }

            var equals = word.StartsWith("--", StringComparison.Ordinal) ? word.IndexOf('=', StringComparison.Ordinal) : -1;
            if (Find(command, equals < 0 ? word : word[..equals]) is not { } option)
            {
                read.Other(word);
            }
            else if (option.Form is null)
            {
                read.Give(option, "", equals < 0 ? null : "takes no value");
            }
            else if (equals >= 0)
            {
                read.Give(option, word[(equals + 1)..]);
            }
            else if (i + 1 < words.Length && Find(command, words[i + 1]) is null)
            {
                read.Give(option, words[++i]);
            }
            else
            {
                read.Problems.Add($"{option.Name} is given without its value {option.Form}.");
            }
        }

        return read;
    }

    public bool Has(Option option) => _values.ContainsKey(option.Name);

    public string? Value(Option option) => _values.GetValueOrDefault(option.Name);

    /// <summary>Every value of an option that may be given more than once.</summary>
    public IEnumerable<string> Values(Option option) => (_repeated ?? []).Where(given => given.Option == option).Select(given => given.Value);

    private static Option? Find(Command command, string name)
    {
        foreach (var option in command.Options)
        {
            if (name == option.Name || name == option.Letter)
            {
                return option;
            }
        }

        return null;
    }

    private void Other(string word)
    {
        if (word is "--help" or "-h" or "-?")
        {
            IsHelpWanted = true;
        }
        else
        {
            Operands.Add(word);
        }
    }

    private void Give(Option option, string value, string? problem = null)
    {
        if (option.IsRepeated)
        {
            (_repeated ??= []).Add((option, value));
            return;
        }

        problem ??= _values.TryAdd(option.Name, value) || option.Form is null ? null : "is given twice";
        if (problem is not null)
        {
            Problems.Add($"{option.Name} {problem}.");
        }
    }
}
