namespace Freshet.Frontiers;

/// <summary>The requests that are still to be made, handed out as the politeness towards each host allows.</summary>
/// <remarks>
/// All members may be called by many threads at once. Every request added is leased once, and again only after
/// <see cref="LeaseOutcome.Retry"/> or when its lease was lost. Hosts take turns. A frontier does not test whether a URL was seen.
/// </remarks>
public interface IFrontier : IAsyncDisposable
{
    /// <summary>What the frontier holds.</summary>
    FrontierCounts Counts { get; }

    /// <summary>Adds requests. Whoever holds a lease adds what it led to before completing it, so that the frontier does not drain between.</summary>
    /// <param name="requests">The requests, which may be reused afterwards.</param>
    /// <param name="cancellationToken">Cancels the wait for room, if the frontier makes one wait; either all or none is added.</param>
    /// <exception cref="ArgumentException">A URL or referrer is not canonical, or a depth is negative; nothing was added.</exception>
    /// <exception cref="InvalidOperationException">The frontier is drained; nothing was added.</exception>
    ValueTask AddAsync(ReadOnlyMemory<CrawlRequest> requests, CancellationToken cancellationToken = default);

    /// <summary>Says that no request comes from outside any more; holders of leases may still add.</summary>
    void CompleteAdding();

    /// <summary>Waits for the next request whose host may be asked now.</summary>
    /// <param name="cancellationToken">Cancels the wait; a cancelled wait has leased nothing.</param>
    /// <returns>
    /// The lease; or null when the frontier is stopped or drained: adding is complete, nothing is queued and nothing is leased.
    /// </returns>
    /// <exception cref="IOException">Requests could not be read back from disk; they stay queued.</exception>
    ValueTask<Lease?> LeaseAsync(CancellationToken cancellationToken = default);

    /// <summary>Ends a lease.</summary>
    /// <param name="lease">A lease of this frontier.</param>
    /// <param name="outcome">What became of the request.</param>
    /// <param name="cancellationToken">Cancels the wait of a frontier that keeps outcomes elsewhere.</param>
    /// <returns><see langword="false"/> when the lease had ended already, by a completion, a time-out or the end of the frontier.</returns>
    /// <exception cref="ArgumentException">The lease is of another frontier.</exception>
    ValueTask<bool> CompleteAsync(Lease lease, LeaseOutcome outcome, CancellationToken cancellationToken = default);

    /// <summary>Sets the time between requests to a host, instead of the options': a Crawl-delay.</summary>
    /// <param name="host">The host as canonical URLs have it, without port.</param>
    /// <param name="delay">The time from one request to the next, reckoned from the last one on; 0 or more, and more than 30 days count as 30.</param>
    void SetDelay(string host, TimeSpan delay);

    /// <summary>Leases no request of a host before a time: a Retry-After.</summary>
    /// <param name="host">The host as canonical URLs have it, without port.</param>
    /// <param name="time">The time; an earlier block that lasts longer stays.</param>
    void BlockUntil(string host, DateTimeOffset time);

    /// <summary>Leases nothing any more: who waits and who asks gets null. Leases that are out may be completed.</summary>
    void Stop();
}
