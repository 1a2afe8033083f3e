namespace Freshet.Values;

// The making of one value for all who ask for it meanwhile. The last caller to leave ends it.
internal abstract class Flight(string key, string? version, long newerThan)
{
    private readonly CancellationTokenSource _stop = new();
    private int _callers = 1;

    public string Key => key;

    public string? Version => version;

    /// <summary>The mark that what it lands is newer than.</summary>
    public long NewerThan => newerThan;

    /// <summary>Somebody stored or removed the key meanwhile: what is being made is older than that.</summary>
    public volatile bool IsSuperseded;

    public CancellationToken Stopped => _stop.Token;

    public bool TryJoin()
    {
        for (var callers = Volatile.Read(ref _callers); callers > 0; callers = Volatile.Read(ref _callers))
        {
            if (Interlocked.CompareExchange(ref _callers, callers + 1, callers) == callers)
            {
                return true;
            }
        }

        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _callers) == 0)
        {
            Stop();
        }
    }

    public void Stop() => _stop.Cancel();
}
