using Freshet.Caching;
using Freshet.Events;
using Freshet.Http;

namespace Freshet.Crawls;

/// <summary>One URL of a crawl with what came of it.</summary>
/// <remarks>It is valid during the call it is handed to; the body's memory is reused afterwards.</remarks>
public sealed class Page
{
    private readonly Exchange _exchange;

    internal Page(Exchange exchange, int depth, int links, ReadOnlyMemory<byte> body, Exception? problem)
    {
        _exchange = exchange;
        Depth = depth;
        Links = links;
        Body = body;
        Failure = problem ?? exchange.Failure;
    }

    /// <summary>The canonical URL.</summary>
    public Uri Url => _exchange.Request.Uri;

    /// <summary>How many links away from a seed it was found; seeds are 0.</summary>
    public int Depth { get; }

    /// <summary>How the cache answered.</summary>
    public CacheOutcome Outcome => _exchange.Outcome ?? CacheOutcome.Failed;

    /// <summary>The status code, or 0 when there was no response.</summary>
    public int Status => _exchange.Status;

    /// <summary>The response's field lines.</summary>
    public HeaderFields Fields => _exchange.Response?.Fields ?? HeaderFields.Empty;

    /// <summary>The body, decoded from its content coding.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The tier that had the stored response, or null when the body came over the network.</summary>
    public string? Tier => _exchange.Tier;

    /// <summary>The age of the stored response (RFC 9111 §4.2.3), or zero when it came over the network.</summary>
    public TimeSpan Age => _exchange.Age;

    /// <summary>Links found on it that the crawl would follow, repeats included.</summary>
    public int Links { get; }

    /// <summary>Why there is no response, or why it could not be used: its coding, or a redirect too many. Null when all is well.</summary>
    public Exception? Failure { get; }
}
