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
          freshet proxy --origin http://127.0.0.1:8000   serve a site's pages from the cache
          freshet explain http://127.0.0.1:8000/page     say why a page is stored or not, and for how long
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

    public const string Proxy =
        $"""
        The address it listens on is the first line on stdout: listening on http://127.0.0.1:8080
        Times are {Quantities.DurationForms}.
        Sizes are {Quantities.SizeForms}.

        Ctrl-C and SIGTERM drain: requests under way are answered. A second one stops at once.

        Examples:
          freshet proxy --origin http://127.0.0.1:8000 --listen 127.0.0.1:8080
          freshet proxy --private --store ./cache    then: curl -x http://127.0.0.1:8080 http://example.com/
        """;

    public const string Explain =
        """
        It asks the origin once, reads the head of the response, and stores nothing.

        Examples:
          freshet explain https://example.com/
          freshet explain https://example.com/ -H "Authorization: Bearer x" --shared
          curl -si https://example.com/ | freshet explain https://example.com/ --response - --json | jq .storable
        """;
}
