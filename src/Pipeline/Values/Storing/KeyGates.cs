namespace Freshet.Values;

// One change of a key at a time. Keys share gates, which costs time and never correctness.
internal sealed class KeyGates
{
    private const int Gates = 512;
    private readonly SemaphoreSlim?[] _gates = new SemaphoreSlim?[Gates];
    private readonly int[] _changes = new int[Gates];

    /// <summary>A number that differs when somebody changed the key, or one that shares its gate, since.</summary>
    public int Changes(string key) => Volatile.Read(ref _changes[Place(key)]);

    public void Changed(string key) => Interlocked.Increment(ref _changes[Place(key)]);

    public void ChangedAll()
    {
        for (var i = 0; i < Gates; i++)
        {
            Interlocked.Increment(ref _changes[i]);
        }
    }

    public async ValueTask<Held> EnterAsync(string key, CancellationToken cancellationToken)
    {
        var gate = GateOf(Place(key));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Held(gate);
    }

    private SemaphoreSlim GateOf(int place)
    {
        if (Volatile.Read(ref _gates[place]) is { } gate)
        {
            return gate;
        }

        var made = new SemaphoreSlim(1, 1);
        return Interlocked.CompareExchange(ref _gates[place], made, null) ?? made;
    }

    private static int Place(string key) => key.GetHashCode(StringComparison.Ordinal) & (Gates - 1);

    internal readonly struct Held(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
