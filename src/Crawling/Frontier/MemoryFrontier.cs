using System.Runtime.CompilerServices;
using System.Text;
using Freshet.Urls;

namespace Freshet.Frontiers;

/// <summary>A frontier of this process, which keeps its queues in memory and, beyond a budget, in temporary files.</summary>
/// <remarks>
/// One lock guards everything. A host with requests is in one of three places: in the ring of those that take turns, in the heap of
/// those that wait for an instant, or, having as many leases as allowed, in neither until one ends. Whoever changes a host places it
/// anew; what stands in ring and heap is checked again when it comes up. One timer wakes the waiting lessees.
/// </remarks>
public sealed partial class MemoryFrontier : IFrontier
{
    private readonly Lock _lock = new();
    private readonly FrontierOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly ChunkMemory _memory;
    private readonly Dictionary<byte[], HostQueue> _hosts = new(HostNameComparer.Instance);
    private readonly Dictionary<byte[], HostQueue>.AlternateLookup<ReadOnlySpan<byte>> _hostsByName;
    private readonly Queue<HostQueue> _ring = new();
    private readonly PriorityQueue<HostQueue, long> _heap = new();
    private readonly PriorityQueue<(HostQueue Host, CrawlRequest Request, int Attempt), (long Instant, long Order)> _delayed = new();
    private readonly Queue<Lease> _deadlines = new();
    private readonly LinkedList<TaskCompletionSource<Lease?>> _waiting = new();
    private HostQueue? _lastHost;
    private long _timerSetFor = long.MaxValue;
    private long _added;
    private long _queued;
    private long _leased;
    private long _done;
    private long _failed;
    private long _lastId;
    private long _lastDelay;
    private bool _addingCompleted;
    private bool _stopped;
    private bool _disposed;

    /// <summary>Creates an empty frontier.</summary>
    /// <param name="options">The options; the default ones when null.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <param name="random">The source of jitter; a shared one when null.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public MemoryFrontier(FrontierOptions? options = null, TimeProvider? time = null, Random? random = null)
    {
        _options = (options ?? new FrontierOptions()).Validate();
        _time = time ?? TimeProvider.System;
        _random = random ?? Random.Shared;
        _start = _time.GetTimestamp();
        _memory = new ChunkMemory(_options);
        _hostsByName = _hosts.GetAlternateLookup<ReadOnlySpan<byte>>();
        _timer = _time.CreateTimer(static s => ((MemoryFrontier)s!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public FrontierCounts Counts
    {
        get
        {
            lock (_lock)
            {
                return new FrontierCounts
                {
                    Added = _added,
                    Queued = _queued,
                    Leased = _leased,
                    Done = _done,
                    Failed = _failed,
                    Hosts = _hosts.Count,
                    MemoryBytes = _memory.Bytes,
                    SpilledBytes = _memory.SpilledBytes,
                };
            }
        }
    }

    private bool IsDrained => _addingCompleted && _queued == 0 && _leased == 0;

    // Instants are ticks since the frontier began, by a clock that nobody adjusts.
    private long Now => _time.GetElapsedTime(_start).Ticks;

    /// <inheritdoc/>
    public ValueTask AddAsync(ReadOnlyMemory<CrawlRequest> requests, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        foreach (ref readonly var request in requests.Span)
        {
            Check(request);
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (IsDrained && !requests.IsEmpty)
            {
                throw new InvalidOperationException(
                    "The frontier is drained: add what a lease led to before completing the lease, and seeds before CompleteAdding.");
            }

            var now = Now;
            Return(now);
            foreach (ref readonly var request in requests.Span)
            {
                Enqueue(request, now);
                _added++;
                _queued++;
            }

            Serve(now);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void CompleteAdding()
    {
        lock (_lock)
        {
            _addingCompleted = true;
            Serve(Now);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Lease?> LeaseAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Lease?>(cancellationToken);
        }

        LinkedListNode<TaskCompletionSource<Lease?>> node;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var now = Now;
            if (_stopped || IsDrained)
            {
                return default;
            }

            try
            {
                if (Take(now) is { } lease)
                {
                    return new ValueTask<Lease?>(lease);
                }
            }
            catch (IOException e)
            {
                return ValueTask.FromException<Lease?>(e);
            }

            node = _waiting.AddLast(new TaskCompletionSource<Lease?>(TaskCreationOptions.RunContinuationsAsynchronously));
            SetTimer(now);
        }

        return cancellationToken.CanBeCanceled
            ? WaitAsync(node, cancellationToken)
            : new ValueTask<Lease?>(node.Value.Task);
    }

    /// <inheritdoc/>
    public ValueTask<bool> CompleteAsync(Lease lease, LeaseOutcome outcome, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(outcome);
        if (lease.Owner != this)
        {
            throw new ArgumentException($"The lease {lease} is of another frontier: complete it there.", nameof(lease));
        }

        lock (_lock)
        {
            var now = Now;
            Return(now);
            if (_disposed || lease.Host is not { } host)
            {
                return new ValueTask<bool>(false);
            }

            End(lease, host, now);
            switch (outcome)
            {
                case LeaseOutcome.Succeeded:
                    _done++;
                    break;
                case LeaseOutcome.Again again:
                    _queued++;
                    Delay(lease, host, now + (again.NotBefore - _time.GetUtcNow()).Ticks, now);
                    break;
                default:
                    _failed++;
                    break;
            }

            Serve(now);
        }

        return new ValueTask<bool>(true);
    }

    /// <inheritdoc/>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
            Serve(Now);
        }
    }

    /// <summary>Stops the frontier and removes its temporary files; what is queued is lost.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return default;
            }

            _disposed = _stopped = true;
            Serve(Now);
            _memory.Dispose();
        }

        return _timer.DisposeAsync();
    }

    private static void Check(in CrawlRequest request)
    {
        if (!UrlParts.TryOf(request.Url.Span, out _))
        {
            throw new ArgumentException(
                $"'{Encoding.UTF8.GetString(request.Url.Span)}' is not a canonical URL; give what UrlBase or CanonicalUrl made of it.", nameof(request));
        }

        if (!request.Referrer.IsEmpty && !UrlParts.TryOf(request.Referrer.Span, out _))
        {
            throw new ArgumentException(
                $"The referrer '{Encoding.UTF8.GetString(request.Referrer.Span)}' is not a canonical URL; give one, or nothing.", nameof(request));
        }

        if (request.Depth < 0)
        {
            throw new ArgumentException($"The depth of '{Encoding.UTF8.GetString(request.Url.Span)}' is {request.Depth}: give 0 or more.", nameof(request));
        }
    }
}
