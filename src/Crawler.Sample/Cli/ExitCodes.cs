namespace Freshet.Program.Cli;

/// <summary>The exit codes, as scripts see them.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int SeedFailed = 1;
    public const int WrongUsage = 2;
    public const int StoreFailed = 3;
    public const int NothingFetched = 4;
    public const int DemoFailed = 5;
    public const int Unexpected = 70;

    public const string Help =
        """
        Exit codes:
          0    the crawl came to its end; single pages may have failed, they are counted
          1    the crawl came to its end, but a URL of the command line failed or has an error status
          2    wrong usage
          3    the store can't be opened or written
          4    nothing could be fetched: no URL gave a page with a status below 400
          5    freshet demo did not show what it must
          70   an error of the program itself
          130  interrupted (Ctrl-C); 143 terminated. What was fetched is stored.
        """;

    public static int OfSignal(int signal) => 128 + signal;
}
