namespace Freshet.Stores;

/// <summary>Leaves a failing tier alone for a time, then lets one operation try it.</summary>
internal sealed class TierBreaker(int failures, TimeSpan retryAfter, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _failed;
    private long _openedAt;

    public bool Allows()
    {
        if (Volatile.Read(ref _failed) < failures)
        {
            return true;
        }

        lock (_lock)
        {
            if (_failed < failures)
            {
                return true;
            }

            if (time.GetElapsedTime(_openedAt) < retryAfter)
            {
                return false;
            }

            // This operation tries; the others go on waiting for what it finds.
            _openedAt = time.GetTimestamp();
            return true;
        }
    }

    public void Succeeded()
    {
        if (Volatile.Read(ref _failed) != 0)
        {
            lock (_lock)
            {
                _failed = 0;
            }
        }
    }

    public void Failed()
    {
        lock (_lock)
        {
            if (++_failed >= failures)
            {
                _openedAt = time.GetTimestamp();
            }
        }
    }
}
