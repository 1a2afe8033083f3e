namespace Freshet.Values;

// What is left of the time that the cache's own work may take of one call. Factories and waiting for others are not its own work.
internal sealed class StoreBudget(TimeSpan? limit, TimeProvider time)
{
    private TimeSpan _left = limit ?? Timeout.InfiniteTimeSpan;

    public bool IsUnlimited => limit is null;

    public bool IsSpent => limit is not null && _left <= TimeSpan.Zero;

    /// <summary>Waits for a piece of work no longer than is left; false when it was not done by then.</summary>
    public async ValueTask<bool> WaitAsync(Task work, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            await work.WaitAsync(_left, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            return false;
        }
        finally
        {
            _left -= time.GetElapsedTime(started);
        }
    }
}
