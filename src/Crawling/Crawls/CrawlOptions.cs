using System.Runtime.CompilerServices;
using Freshet.Caching;
using Freshet.Frontiers;

namespace Freshet.Crawls;

/// <summary>What a crawl visits and how hard it works.</summary>
public sealed record CrawlOptions
{
    /// <summary>Which discovered URLs are followed.</summary>
    /// <value>The default is <see cref="CrawlScope.Host"/>.</value>
    public CrawlScope Scope { get; init; } = CrawlScope.Host;

    /// <summary>How many links away from a seed the crawl goes.</summary>
    /// <value>The default is no limit. At least 0, which visits the seeds alone.</value>
    public int? MaxDepth { get; init; }

    /// <summary>How many URLs are taken up.</summary>
    /// <value>The default is no limit. At least 1.</value>
    public long? MaxPages { get; init; }

    /// <summary>How many requests are under way at a time, over all hosts.</summary>
    /// <value>The default is 16. Range: 1 to 1,024.</value>
    public int Concurrency { get; init; } = 16;

    /// <summary>The User-Agent field of every request.</summary>
    /// <value>The default names the framework.</value>
    public string UserAgent { get; init; } = "freshet/0.1";

    /// <summary>Whether every stored response is revalidated before it is used (RFC 9111 §5.2.1.4).</summary>
    /// <value>The default is false.</value>
    public bool Revalidate { get; init; }

    /// <summary>What links lead to pages to visit.</summary>
    /// <value>The default is <see cref="FollowOptions.Default"/>.</value>
    public FollowOptions Follow { get; init; } = FollowOptions.Default;

    /// <summary>Bounds on what one response may cost.</summary>
    public FetchLimits Limits { get; init; } = new();

    /// <summary>How often each host may be asked, and how waiting URLs are kept.</summary>
    public FrontierOptions Frontier { get; init; } = new();

    internal void Validate() => OptionsException.ThrowIfAny(nameof(CrawlOptions), Problems());

    [MethodImpl(MethodImplOptions.NoOptimization)]
    private IEnumerable<string> Problems()
    {
        List<string> problems = [];
        if (MaxDepth is < 0)
        {
            problems.Add($"{nameof(MaxDepth)} is {MaxDepth}; it must be at least 0.");
        }

        if (MaxPages is < 1)
        {
            problems.Add($"{nameof(MaxPages)} is {MaxPages}; it must be at least 1.");
        }

        if (Concurrency is < 1 or > 1024)
        {
            problems.Add($"{nameof(Concurrency)} is {Concurrency}; it must be 1 to 1024.");
        }

        if (string.IsNullOrWhiteSpace(UserAgent) || UserAgent.AsSpan().ContainsAnyInRange('\0', '\u001F'))
        {
            problems.Add($"{nameof(UserAgent)} is \"{UserAgent}\"; it must be a visible text on one line.");
        }

        problems.AddRange(Limits.Problems().Concat(Follow.Problems()).Concat(Follow.Urls.Problems()).Concat(Frontier.Problems()));

        return problems;
    }
}
