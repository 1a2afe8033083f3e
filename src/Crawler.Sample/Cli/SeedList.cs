using Freshet.Urls;

namespace Freshet.Program.Cli;

/// <summary>The URLs to begin with, as a user writes them: on the command line, in a file, on stdin.</summary>
internal static class SeedList
{
    public static List<Uri> Read(IEnumerable<string> arguments, string? file, Func<TextReader> input, List<string> problems)
    {
        List<Uri> seeds = [];
        foreach (var argument in arguments)
        {
            if (argument == "-")
            {
                ReadLines(input(), "stdin", seeds, problems);
            }
            else if (Problem(argument, out var seed) is { } problem)
            {
                problems.Add(problem);
            }
            else
            {
                seeds.Add(seed!);
            }
        }

        if (file is not null)
        {
            ReadFile(file, input, seeds, problems);
        }

        if (seeds.Count == 0 && problems.Count == 0)
        {
            problems.Add("No URL is given; one is needed, for example freshet crawl http://127.0.0.1:8080/");
        }

        return seeds;
    }

    /// <summary>What is wrong with a URL, and what would be right; null when it is one.</summary>
    public static string? Problem(string text, out Uri? seed)
    {
        seed = null;
        text = text.Trim();
        if (text.StartsWith('-'))
        {
            return OptionNames.Problem(text, new CrawlArguments().ToCommand());
        }

        var hasScheme = text.Contains("://", StringComparison.Ordinal);
        if (hasScheme && Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            if (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            {
                return $"{text} is {url.Scheme}://; only http:// and https:// can be crawled.";
            }

            if (url.UserInfo.Length > 0)
            {
                return $"{text} carries a user name; give the URL without it, credentials are not sent.";
            }

            seed = CanonicalUrl.TryParse(url.AbsoluteUri, out _) ? url : null;
            return seed is null ? $"{text} names no host that can be asked, or is too long." : null;
        }

        return !hasScheme && !text.All(char.IsAsciiDigit) && Uri.TryCreate("http://" + text.TrimStart('/'), UriKind.Absolute, out var meant) && meant.UserInfo.Length == 0
            ? $"{text} is no URL; did you mean {meant} ?"
            : $"{text} is no URL; one such as http://example.com/ is needed.";
    }

    private static void ReadFile(string file, Func<TextReader> input, List<Uri> seeds, List<string> problems)
    {
        if (file == "-")
        {
            ReadLines(input(), "stdin", seeds, problems);
            return;
        }

        try
        {
            using var reader = File.OpenText(file);
            ReadLines(reader, file, seeds, problems);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add($"--seeds {file} can't be read: {error.Message}");
        }
    }

    private static void ReadLines(TextReader reader, string source, List<Uri> seeds, List<string> problems)
    {
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
            {
                continue;
            }

            if (Problem(line, out var seed) is { } problem)
            {
                problems.Add($"{source}, line {number}: {problem}");
            }
            else
            {
                seeds.Add(seed!);
            }
        }
    }
}
