namespace Freshet.Flows;

/// <summary>The counters of one running stage.</summary>
internal sealed class Probe(string name, StageKind kind, TimeProvider time)
{
    private long _received;
    private long _emitted;
    private long _dropped;
    private long _timed;
    private long _busy;
    private long _longest;
    private int _active;

    public int Id { get; private set; }

    public string Name { get; private set; } = name;

    public StageKind Kind => kind;

    /// <summary>Set by a stage with a queue before it: how many wait, and how many may.</summary>
    public (Func<long> Count, int? Capacity)? Queue { get; set; }

    public int Parallelism { get; set; } = 1;

    public void Identify(int id, string unique) => (Id, Name) = (id, unique);

    public void Received() => Interlocked.Increment(ref _received);

    public void Emitted() => Interlocked.Increment(ref _emitted);

    public void Dropped() => Interlocked.Increment(ref _dropped);

    public long Enter()
    {
        Interlocked.Increment(ref _active);
        return time.GetTimestamp();
    }

    public void Time(long since)
    {
        long took = time.GetTimestamp() - since;
        Interlocked.Add(ref _busy, took);
        Interlocked.Increment(ref _timed);
        long seen = Volatile.Read(ref _longest);
        while (took > seen && Interlocked.CompareExchange(ref _longest, took, seen) is var was && was != seen)
        {
            seen = was;
        }
    }

    public void Leave() => Interlocked.Decrement(ref _active);

    public StageSnapshot Snapshot(TimeSpan elapsed)
    {
        long count = Volatile.Read(ref _timed);
        long output = Volatile.Read(ref _emitted);
        double perTick = TimeSpan.TicksPerSecond / (double)time.TimestampFrequency;
        return new StageSnapshot
        {
            Name = Name,
            Kind = kind,
            Received = Volatile.Read(ref _received),
            Emitted = output,
            Dropped = Volatile.Read(ref _dropped),
            Queued = Queue?.Count() ?? 0,
            Capacity = Queue?.Capacity,
            InFlight = Volatile.Read(ref _active),
            Parallelism = Parallelism,
            PerSecond = elapsed > TimeSpan.Zero ? Math.Max(output, Volatile.Read(ref _received)) / elapsed.TotalSeconds : 0,
            MeanLatency = count == 0 ? null : TimeSpan.FromTicks((long)(Volatile.Read(ref _busy) * perTick / count)),
            MaxLatency = count == 0 ? null : TimeSpan.FromTicks((long)(Volatile.Read(ref _longest) * perTick)),
        };
    }
}
