namespace Freshet.Stores;

/// <summary>Wakes one sleeper; several wakings before he sleeps are one.</summary>
internal sealed class WakeSignal
{
    private TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Wake() => Volatile.Read(ref _woken).TrySetResult();

    /// <summary>Sleeps until woken, or for so long; false when it was cancelled.</summary>
    public async ValueTask<bool> SleepAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        await _woken.Task.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_woken.Task.IsCompleted)
        {
            Volatile.Write(ref _woken, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return !cancellationToken.IsCancellationRequested;
    }
}
