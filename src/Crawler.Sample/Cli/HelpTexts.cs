namespace Freshet.Program.Cli;

/// <summary>What the help says after the options.</summary>
internal static class HelpTexts
{
    public const string Root =
        """
        Examples:
          freshet demo                                   see what it does, within a minute
          freshet crawl http://127.0.0.1:8080/           crawl a site; crawl it again to see the cache work
          freshet crawl --help                           all options and exit codes
        """;

    public const string Crawl =
        $"""
        Times are {Quantities.DurationForms}.
        Sizes are {Quantities.SizeForms}.

        Ctrl-C drains: what is in flight is finished and stored. A second one stops at once.

        Examples:
          freshet crawl https://example.com/ --max-pages 500 --delay 2s
          freshet crawl http://127.0.0.1:8080/docs/ --scope prefix --store ./cache --revalidate
          freshet crawl - --depth 0 --json < urls.txt | tail -1 | jq .failed

        {ExitCodes.Help}
        """;
}
