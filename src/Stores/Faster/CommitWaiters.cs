namespace Freshet.Stores;

/// <summary>Who waits for the log to be on the disk up to an address. Its owner's lock guards it.</summary>
internal sealed class CommitWaiters
{
    private readonly List<Waiter> _waiters = [];

    public bool Any => _waiters.Count > 0;

    public Task Add(long until)
    {
        var waiter = new Waiter(until);
        _waiters.Add(waiter);
        return waiter.Task;
    }

    public void Complete(long until)
    {
        foreach (Waiter waiter in _waiters)
        {
            if (waiter.Until <= until)
            {
                waiter.TrySetResult();
            }
        }

        _waiters.RemoveAll(w => w.Until <= until);
    }

    public void Fail(Exception error)
    {
        _waiters.ForEach(w => w.TrySetException(error));
        _waiters.Clear();
    }

    private sealed class Waiter(long until) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long Until => until;
    }
}
