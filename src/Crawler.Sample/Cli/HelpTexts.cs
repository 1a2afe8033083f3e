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
          freshet cache ls                               see what is stored
        """;

    public const string Stores =
        """
        Stores:
          DIR, faster:DIR             a log on disk, for one process at a time
          file:DIR                    a file a record, for several processes
          sqlite:FILE                 a SQLite database, for several processes
          redis://HOST[:PORT][/DB]    Redis; rediss:// with TLS
          memcached://HOST[:PORT]     memcached; several as HOST+HOST. Cannot list
          s3://BUCKET[/PREFIX]        S3; ?region=... or ?endpoint=http://...
          dynamodb://TABLE            DynamoDB; ?region=... or ?endpoint=http://...; &create=true makes the table
          memory:[SIZE]               memory, which nothing outlives
          tiered:STORE,STORE          several, the fastest first
        """;

    public const string Cache =
        $"""
        Actions:
          ls                  list stored responses
          show URL            the stored responses of a URL; with --body the body of the first alone
          rm URL...           remove the stored responses of URLs
          clear               remove what the filters select; everything with --all
          stats               how much there is of what
          verify              read everything and tell what is damaged; with --repair remove that
          compact             give back the space of what is expired, replaced or damaged
          migrate             bring a store that an older version of Freshet wrote to the present format
          export FILE|STORE   write records as lines of JSON or as YAML, - is stdout; or into another store
          import FILE|STORE   read these, edited or not, - is stdin; or another store

        {Stores}

        Exit codes: 0 done; 1 nothing found, or damage found; 2 wrong usage; 3 the store failed.

        Examples:
          freshet cache ls --host example.com --stale
          freshet cache export - --store file:./cache | jq -r .key
          freshet cache show http://127.0.0.1:8000/ --yaml > page.yaml && vi page.yaml && freshet cache import page.yaml
          freshet cache import redis://localhost --store ./cache
        """;

    public const string Crawl =
        $"""
        Times are {Quantities.DurationForms}.
        Sizes are {Quantities.SizeForms}.

        {Stores}

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

        {Stores}

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
