namespace Freshet.Stores;

/// <summary>Who waits for the log to be on the disk up to an address. Its owner's lock guards it.</summary>
internal sealed class CommitWaiters
{
    private readonly List<(long Until, TaskCompletionSource Done)> _waiters = [];

    public bool Any => _waiters.Count > 0;

    public Task Add(long until)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.Add((until, done));
        return done.Task;
    }

    public void Complete(long until)
    {
        foreach ((long wanted, TaskCompletionSource done) in _waiters)
        {
            if (wanted <= until)
            {
                done.TrySetResult();
            }
        }

        _waiters.RemoveAll(w => w.Until <= until);
    }

    public void Fail(Exception error)
    {
        _waiters.ForEach(w => w.Done.TrySetException(error));
        _waiters.Clear();
    }
}
