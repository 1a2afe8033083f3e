namespace Freshet.Frontiers;

/// <summary>A host's queued requests and the politeness towards it.</summary>
internal sealed class HostQueue(byte[] name, HostPoliteness politeness)
{
    private readonly List<byte[]> _origins = new(1);
    private RequestQueue[] _queues = [];
    private long _lastLease = long.MinValue / 2;
    private double _spread = 1;

    public byte[] Name { get; } = name;

    public HostPoliteness Politeness { get; } = politeness;

    /// <summary>The time between leases in ticks.</summary>
    public long Delay { get; set; } = politeness.Delay.Ticks;

    /// <summary>Whether what was said of the host must outlive its requests.</summary>
    public bool IsPinned { get; set; }

    public HostState State { get; set; }

    public int Queued { get; private set; }

    public int Leased { get; private set; }

    /// <summary>The instant before which no request may be leased.</summary>
    public long ReadyAt => Math.Max(BlockedUntil, _lastLease + (long)(Delay * _spread));

    public long BlockedUntil { get; set; }

    /// <summary>The instant under which the host is in the heap of the waiting.</summary>
    public long WaitsFor { get; set; }

    public void Enqueue(in CrawlRequest request, int attempt, int originLength, ChunkMemory memory)
    {
        var url = request.Url.Span;
        var queued = new QueuedRequest
        {
            Depth = request.Depth,
            Origin = Origin(url[..originLength]),
            Attempt = attempt,
            Path = url[originLength..],
            Referrer = request.Referrer.Span,
        };
        Queue(request.Priority).Enqueue(queued, memory);
        Queued++;
    }

    /// <summary>Takes the first request; there must be one.</summary>
    public (CrawlRequest Request, int Attempt) Dequeue(ChunkMemory memory)
    {
        var queue = _queues[0];
        var queued = queue.Dequeue(memory);
        if (queue.IsEmpty)
        {
            _queues = _queues[1..];
        }

        Queued--;
        var origin = _origins[queued.Origin];
        var bytes = new byte[origin.Length + queued.Path.Length + queued.Referrer.Length];
        origin.CopyTo(bytes, 0);
        queued.Path.CopyTo(bytes.AsSpan(origin.Length));
        queued.Referrer.CopyTo(bytes.AsSpan(origin.Length + queued.Path.Length));
        var length = origin.Length + queued.Path.Length;
        return (new CrawlRequest(bytes.AsMemory(0, length), queued.Depth, queue.Priority, bytes.AsMemory(length)), queued.Attempt);
    }

    public void Release() => Leased--;

    public void Lease(long now, Random random)
    {
        Leased++;
        _lastLease = now;
        _spread = Politeness.Jitter > 0 ? 1 + (Politeness.Jitter * ((2 * random.NextDouble()) - 1)) : 1;
    }

    private int Origin(ReadOnlySpan<byte> origin)
    {
        for (var i = 0; i < _origins.Count; i++)
        {
            if (origin.SequenceEqual(_origins[i]))
            {
                return i;
            }
        }

        _origins.Add(origin.ToArray());
        return _origins.Count - 1;
    }

    private RequestQueue Queue(int priority)
    {
        var i = 0;
        while (i < _queues.Length && _queues[i].Priority < priority)
        {
            i++;
        }

        if (i == _queues.Length || _queues[i].Priority != priority)
        {
            _queues = [.. _queues[..i], new RequestQueue(priority), .. _queues[i..]];
        }

        return _queues[i];
    }
}
