namespace Freshet.Caching;

// One writer at a time for the record of a key, and whether anybody wrote it since it was read. Keys share gates and counts: two keys of one
// wait for each other or reread in vain, which costs time and never correctness.
internal sealed class KeyLocks
{
    private const int Stripes = 1024;
    private const int Slots = 4096;
    private readonly SemaphoreSlim[] _gates = new SemaphoreSlim[Stripes];
    private readonly int[] _writes = new int[Slots];
    private readonly int[] _invalidations = new int[Slots];

    public KeyLocks()
    {
        for (var i = 0; i < Stripes; i++)
        {
            _gates[i] = new SemaphoreSlim(1, 1);
        }
    }

    public int Writes(string key) => Volatile.Read(ref _writes[Slot(key)]);

    public int Invalidations(string key) => Volatile.Read(ref _invalidations[Slot(key)]);

    // What was asked before is not to be stored after.
    public void Invalidated(string key) => Interlocked.Increment(ref _invalidations[Slot(key)]);

    public ValueTask<Held> EnterAsync(string key, CancellationToken cancellationToken)
    {
        var held = new Held(this, Slot(key));
        var entered = held.Gate.WaitAsync(cancellationToken);
        return entered.IsCompletedSuccessfully ? new(held) : AfterAsync(entered, held);
    }

    private static async ValueTask<Held> AfterAsync(Task entered, Held held)
    {
        await entered.ConfigureAwait(false);
        return held;
    }

    private static int Slot(string key) => string.GetHashCode(key, StringComparison.Ordinal) & (Slots - 1);

    internal readonly struct Held(KeyLocks locks, int slot) : IDisposable
    {
        public SemaphoreSlim Gate => locks._gates[slot & (Stripes - 1)];

        public void Wrote() => Interlocked.Increment(ref locks._writes[slot]);

        public void Dispose() => Gate.Release();
    }
}
