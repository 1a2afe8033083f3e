namespace Freshet.Hosting;

/// <summary>What stands between a client and its cache.</summary>
public sealed record FreshetClientOptions
{
    /// <summary>Whether redirects are followed, outside of the cache, so that every hop is cached on its own.</summary>
    /// <value>The default is true.</value>
    public bool FollowRedirects { get; init; } = true;

    /// <summary>Whether compressed bodies are asked for, stored as they come and decoded for the reader.</summary>
    /// <value>The default is true.</value>
    public bool Decompress { get; init; } = true;
}
