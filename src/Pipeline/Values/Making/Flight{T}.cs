namespace Freshet.Values;

internal sealed class Flight<T>(string key, string? version, long newerThan) : Flight(key, version, newerThan)
{
    private readonly TaskCompletionSource<Made<T>> _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Made<T>> Landed => _landed.Task;

    /// <summary>A value that may stand in, once one is known.</summary>
    public ValueEntry? Stale { get => Volatile.Read(ref field); set => Volatile.Write(ref field, value); }

    public void Land(in Made<T> made) => _landed.TrySetResult(made);

    public void Fail(Exception error)
    {
        if (_landed.TrySetException(error))
        {
            // All callers may have left.
            _ = _landed.Task.Exception;
        }
    }
}
