namespace Freshet.Flows;

/// <summary>The counters of one running stage.</summary>
internal sealed class Probe(string name, StageKind kind, TimeProvider time)
{
    private long received;
    private long emitted;
    private long dropped;
    private long timed;
    private long busy;
    private long longest;
    private int active;

    public int Id { get; private set; }

    public string Name { get; private set; } = name;

    public StageKind Kind => kind;

    /// <summary>Set by a stage with a queue before it: how many wait, and how many may.</summary>
    public (Func<long> Count, int? Capacity)? Queue { get; set; }

    public int Parallelism { get; set; } = 1;

    public void Identify(int id, string unique) => (Id, Name) = (id, unique);

    public void Received() => Interlocked.Increment(ref received);

    public void Emitted() => Interlocked.Increment(ref emitted);

    public void Dropped() => Interlocked.Increment(ref dropped);

    public long Enter()
    {
        Interlocked.Increment(ref active);
        return time.GetTimestamp();
    }

    public void Time(long since)
    {
        long took = time.GetTimestamp() - since;
        Interlocked.Add(ref busy, took);
        Interlocked.Increment(ref timed);
        long seen = Volatile.Read(ref longest);
        while (took > seen && Interlocked.CompareExchange(ref longest, took, seen) is var was && was != seen)
        {
            seen = was;
        }
    }

    public void Leave() => Interlocked.Decrement(ref active);

    public StageSnapshot Snapshot(TimeSpan elapsed)
    {
        long count = Volatile.Read(ref timed);
        long output = Volatile.Read(ref emitted);
        double perTick = TimeSpan.TicksPerSecond / (double)time.TimestampFrequency;
        return new StageSnapshot
        {
            Name = Name,
            Kind = kind,
            Received = Volatile.Read(ref received),
            Emitted = output,
            Dropped = Volatile.Read(ref dropped),
            Queued = Queue?.Count() ?? 0,
            Capacity = Queue?.Capacity,
            InFlight = Volatile.Read(ref active),
            Parallelism = Parallelism,
            PerSecond = elapsed > TimeSpan.Zero ? Math.Max(output, Volatile.Read(ref received)) / elapsed.TotalSeconds : 0,
            MeanLatency = count == 0 ? null : TimeSpan.FromTicks((long)(Volatile.Read(ref busy) * perTick / count)),
            MaxLatency = count == 0 ? null : TimeSpan.FromTicks((long)(Volatile.Read(ref longest) * perTick)),
        };
    }
}
