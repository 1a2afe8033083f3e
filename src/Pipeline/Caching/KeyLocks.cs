namespace Freshet.Caching;

// One writer at a time for the record of a key, and whether anybody wrote it since it was read. Keys share stripes: two keys of one stripe
// wait for each other and reread in vain, which costs time and never correctness.
internal sealed class KeyLocks
{
    private const int Stripes = 256;
    private const int InvalidationSlots = 4096;
    private readonly SemaphoreSlim[] _gates = new SemaphoreSlim[Stripes];
    private readonly int[] _writes = new int[Stripes];
    private readonly int[] _invalidations = new int[InvalidationSlots];

    public KeyLocks()
    {
        for (var i = 0; i < Stripes; i++)
        {
            _gates[i] = new SemaphoreSlim(1, 1);
        }
    }

    public int Writes(string key) => Volatile.Read(ref _writes[Stripe(key)]);

    public int Invalidations(string key) => Volatile.Read(ref _invalidations[InvalidationSlot(key)]);

    // What was asked before is not to be stored after.
    public void Invalidated(string key) => Interlocked.Increment(ref _invalidations[InvalidationSlot(key)]);

    public async ValueTask<Held> EnterAsync(string key, CancellationToken cancellationToken)
    {
        var stripe = Stripe(key);
        await _gates[stripe].WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Held(this, stripe);
    }

    private static int InvalidationSlot(string key) => string.GetHashCode(key, StringComparison.Ordinal) & (InvalidationSlots - 1);

    private static int Stripe(string key) => string.GetHashCode(key, StringComparison.Ordinal) & (Stripes - 1);

    internal readonly struct Held(KeyLocks locks, int stripe) : IDisposable
    {
        public void Wrote() => Interlocked.Increment(ref locks._writes[stripe]);

        public void Dispose() => locks._gates[stripe].Release();
    }
}
