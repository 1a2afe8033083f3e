using System.Globalization;

namespace Freshet.Program.Cli;

/// <summary>Reads option values; what is wrong with them is collected: the option, what was given, what would be right.</summary>
internal sealed class OptionReader(CommandArguments given)
{
    public List<string> Problems => given.Problems;

    public string? Text(Option option) => given.Value(option);

    public string? Line(Option option)
    {
        var text = Text(option);
        if (text is not null && (string.IsNullOrWhiteSpace(text) || text.Any(char.IsControl)))
        {
            Problems.Add($"{option.Name} is \"{text}\"; it must be a visible text on one line.");
        }

        return text;
    }

    public string? NewFile(Option option)
    {
        var file = Text(option);
        if (file is not null && (file.Length == 0 || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file)))))
        {
            Problems.Add($"{option.Name} is {file}; it must be a file in a directory that exists.");
        }

        return file;
    }

    public bool Flag(Option option) => given.Has(option);

    public long? Number(Option option, long min, long max)
    {
        if (Text(option) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Problems.Add(max == long.MaxValue
            ? $"{option.Name} is {text}; it must be a whole number of at least {min}."
            : $"{option.Name} is {text}; it must be a whole number from {min} to {max}.");
        return null;
    }

    public TimeSpan? Duration(Option option, TimeSpan min)
    {
        if (Text(option) is not { } text)
        {
            return null;
        }

        if (Quantities.TryDuration(text, out var duration) && duration >= min)
        {
            return duration;
        }

        Problems.Add($"{option.Name} is {text}; it must be {Quantities.DurationForms}{(min > TimeSpan.Zero ? ", more than 0" : "")}.");
        return null;
    }

    public long? Size(Option option, long min, long max)
    {
        if (Text(option) is not { } text)
        {
            return null;
        }

        if (!Quantities.TrySize(text, out var bytes))
        {
            Problems.Add($"{option.Name} is {text}; it must be {Quantities.SizeForms}.");
        }
        else if (bytes < min || bytes > max)
        {
            Problems.Add($"{option.Name} is {text}; it must be {min} to {max} bytes.");
        }
        else
        {
            return bytes;
        }

        return null;
    }

    public T? Choice<T>(Option option) where T : struct, Enum
    {
        if (Text(option) is not { } text)
        {
            return null;
        }

        if (Array.FindIndex(Enum.GetNames<T>(), name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index)
        {
            return Enum.GetValues<T>()[index];
        }

        Problems.Add($"{option.Name} is {text}; it must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");
        return null;
    }

    public void Exclude(Option first, Option second)
    {
        if (given.Has(first) && given.Has(second))
        {
            Problems.Add($"{first.Name} and {second.Name} exclude each other; give one of them.");
        }
    }
}
