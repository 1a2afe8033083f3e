using Freshet.Flows;
using Freshet.Frontiers;

namespace Freshet.Crawls;

// What waits in a crawl: found URLs, which wait for nothing but their turn to be looked up, and behind them those whose host must be asked,
// which wait for politeness. So fresh responses never wait for the network, and waiting costs no place in the graph.
internal sealed class CrawlQueue : ILoopQueue<CrawlRequest, CrawlLease>, IAsyncDisposable
{
    private readonly MemoryFrontier _found;
    private readonly MemoryFrontier _polite;
    private readonly PolitenessOptions _politeness;
    private readonly CancellationTokenSource _end = new();
    private volatile SparedHost? _spared;
    private Task<Lease?>? _nextFound;
    private Task<Lease?>? _nextPolite;
    private long _added;
    private long _taken;
    private long _completed;

    public CrawlQueue(FrontierOptions options, TimeProvider time)
    {
        _politeness = options.Politeness;
        var unlimited = new PolitenessOptions { Default = HostPoliteness.Unlimited, Loopback = HostPoliteness.Unlimited };
        _found = new MemoryFrontier(options with { Politeness = unlimited }, time);
        _polite = new MemoryFrontier(options, time);
    }

    public long Count => Volatile.Read(ref _added) - Volatile.Read(ref _taken);

    public long InFlight => Volatile.Read(ref _taken) - Volatile.Read(ref _completed);

    public ValueTask AddAsync(CrawlRequest item, CancellationToken cancellationToken = default) => AddAsync(new[] { item }, cancellationToken);

    public ValueTask AddAsync(ReadOnlyMemory<CrawlRequest> items, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _added, items.Length);
        return _found.AddAsync(items, cancellationToken);
    }

    public bool MustWait(CrawlLease item)
    {
        if (item.MayAskHost)
        {
            return false;
        }

        var host = item.Lease.Url.Host;
        var spared = _spared;
        if (spared is null || spared.Host != host)
        {
            _spared = spared = new SparedHost(host, _politeness.Of(host) is not { Delay.Ticks: 0, MaxConnections: int.MaxValue });
        }

        return spared.IsSpared;
    }

    public ValueTask DeferAsync(CrawlLease item, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _added);
        return _polite.AddAsync(new[] { item.Lease.Request }, cancellationToken);
    }

    public async ValueTask<CrawlLease> TakeAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            _nextPolite ??= _polite.LeaseAsync(_end.Token).AsTask();
            if (_nextPolite.IsCompleted)
            {
                var next = await _nextPolite.ConfigureAwait(false);
                _nextPolite = null;
                return Taken(next, mayAskHost: true);
            }

            if (_nextFound is null)
            {
                var next = _found.LeaseAsync(_end.Token);
                if (next.IsCompletedSuccessfully)
                {
                    return Taken(next.Result, mayAskHost: false);
                }

                _nextFound = next.AsTask();
            }

            if (_nextFound.IsCompleted)
            {
                var next = await _nextFound.ConfigureAwait(false);
                _nextFound = null;
                return Taken(next, mayAskHost: false);
            }

            await Task.WhenAny(_nextFound, _nextPolite).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask CompleteAsync(CrawlLease lease, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _completed);
        var completing = (lease.MayAskHost ? _polite : _found).CompleteAsync(lease.Lease, LeaseOutcome.Done, cancellationToken);
        return completing.IsCompletedSuccessfully ? default : new ValueTask(completing.AsTask());
    }

    public ValueTask DisposeAsync()
    {
        _end.Cancel();
        _end.Dispose();
        return new ValueTask(Task.WhenAll(_found.DisposeAsync().AsTask(), _polite.DisposeAsync().AsTask()));
    }

    private CrawlLease Taken(Lease? lease, bool mayAskHost)
    {
        Interlocked.Increment(ref _taken);
        return new CrawlLease(lease ?? throw new OperationCanceledException("The frontier was stopped."), mayAskHost);
    }

    // What was found of the host asked about last: pages of one host come in a row.
    private sealed record SparedHost(string Host, bool IsSpared);
}
