using Freshet.Caching;
using Freshet.Control;
using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Program.Cli;

/// <summary>Turns a command line into what is to be explained, or into every problem found in it.</summary>
internal static class ExplainSettingsReader
{
    /// <exception cref="UsageException">Something is wrong with what was given.</exception>
    public static ExplainSettings Read(ExplainArguments arguments, CommandArguments given)
    {
        var reader = new OptionReader(given);
        reader.Exclude(arguments.Shared, arguments.Private);
        reader.Exclude(arguments.Response, arguments.Store);
        var settings = new ExplainSettings
        {
            Request = RequestHead.Get(ReadUrl(given), new HeaderFields(given.Values(arguments.Header).SelectMany(field => ReadField(field, reader)))),
            Cache = new HttpCacheOptions
            {
                Policy = reader.Flag(arguments.Shared) ? CachePolicy.ForShared : CachePolicy.Private,
                Defaults = new RequestCacheOptions { Lifetime = ReadLifetime(arguments.Lifetime, reader) },
            },
            Response = ReadFile(arguments.Response, reader),
            Store = ReadDirectory(arguments.Store, reader),
            Timeout = reader.Duration(arguments.Timeout, TimeSpan.FromMilliseconds(1)) ?? TimeSpan.FromSeconds(30),
            Json = reader.Flag(arguments.Json),
        };
        return reader.Problems.Count == 0 ? settings : throw new UsageException(ExitCodes.WrongUsage, reader.Problems);
    }

    private static Uri ReadUrl(CommandArguments given)
    {
        if (given.Operands is not [var text])
        {
            given.Problems.Add($"freshet explain takes one URL; {given.Operands.Count} were given.");
        }
        else if (text.StartsWith('-'))
        {
            given.Problems.Add($"{text} is no option; freshet explain --help lists them.");
        }
        else if (SeedList.Problem(text, out var url) is { } problem)
        {
            given.Problems.Add(problem);
        }
        else
        {
            return url!;
        }

        return new Uri("http://invalid/");
    }

    private static IEnumerable<HeaderField> ReadField(string text, OptionReader reader)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? "" : text[..colon];
        if (name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)) && !text.Any(char.IsControl))
        {
            yield return new HeaderField(name, text[(colon + 1)..].Trim());
        }
        else
        {
            reader.Problems.Add($"--header is \"{text}\"; it must be a name, a colon and a value, such as \"Accept: text/html\".");
        }
    }

    private static Lifetime? ReadLifetime(Option option, OptionReader reader)
    {
        if (reader.Text(option) is not { } text)
        {
            return null;
        }

        if (Lifetime.TryParse(text, out var lifetime))
        {
            return lifetime;
        }

        reader.Problems.Add($"{option.Name} is {text}; it must be a time such as 90s, 10m, 2h or 1d, a date, never, immediately or do-not-store.");
        return null;
    }

    private static string? ReadFile(Option option, OptionReader reader)
    {
        var file = reader.Text(option);
        if (file is not (null or "-") && !File.Exists(file))
        {
            reader.Problems.Add($"{option.Name} is {file}; there is no such file.");
        }

        return file;
    }

    private static string? ReadDirectory(Option option, OptionReader reader)
    {
        var directory = reader.Text(option);
        if (directory is not null && !Directory.Exists(directory))
        {
            reader.Problems.Add($"{option.Name} is {directory}; there is no such directory.");
        }

        return directory;
    }
}
