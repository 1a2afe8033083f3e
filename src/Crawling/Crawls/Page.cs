using Freshet.Events;
using Freshet.Http;

namespace Freshet.Crawls;

/// <summary>One URL of a crawl with what came of it.</summary>
/// <remarks>It is valid during the call it is handed to; the body's memory is reused afterwards.</remarks>
public sealed class Page
{
    /// <summary>The canonical URL.</summary>
    public required Uri Url { get; init; }

    /// <summary>How many links away from a seed it was found; seeds are 0.</summary>
    public required int Depth { get; init; }

    /// <summary>How the cache answered.</summary>
    public required CacheOutcome Outcome { get; init; }

    /// <summary>The status code, or 0 when there was no response.</summary>
    public int Status { get; init; }

    /// <summary>The response's field lines.</summary>
    public HeaderFields Fields { get; init; } = HeaderFields.Empty;

    /// <summary>The body, decoded from its content coding.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The tier that had the stored response, or null when the body came over the network.</summary>
    public string? Tier { get; init; }

    /// <summary>Links found on it, repeats included.</summary>
    public int Links { get; init; }

    /// <summary>Why there is no response, or null when there is one.</summary>
    public Exception? Failure { get; init; }
}
