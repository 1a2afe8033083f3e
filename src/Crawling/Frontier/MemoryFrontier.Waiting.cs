namespace Freshet.Frontiers;

public sealed partial class MemoryFrontier
{
    private async ValueTask<Lease?> WaitAsync(LinkedListNode<TaskCompletionSource<Lease?>> node, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (frontier, node) = ((MemoryFrontier, LinkedListNode<TaskCompletionSource<Lease?>>))state!;
                frontier.Cancel(node, token);
            },
            (this, node));
        return await node.Value.Task.ConfigureAwait(false);
    }

    // A lessee that has left the list has its lease, and keeps it.
    private void Cancel(LinkedListNode<TaskCompletionSource<Lease?>> node, CancellationToken token)
    {
        lock (_lock)
        {
            if (node.List is null)
            {
                return;
            }

            _waiting.Remove(node);
        }

        node.Value.TrySetCanceled(token);
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            _timerSetFor = long.MaxValue;
            if (!_disposed)
            {
                Serve(Now);
            }
        }
    }

    /// <summary>Gives the waiting lessees what there is for them now.</summary>
    private void Serve(long now)
    {
        while (_waiting.First is { } node)
        {
            if (_stopped || IsDrained)
            {
                _waiting.RemoveFirst();
                node.Value.SetResult(null);
                continue;
            }

            try
            {
                if (Take(now) is not { } lease)
                {
                    SetTimer(now);
                    return;
                }

                _waiting.RemoveFirst();
                node.Value.SetResult(lease);
            }
            catch (IOException e)
            {
                _waiting.RemoveFirst();
                node.Value.SetException(e);
            }
        }
    }

    private void SetTimer(long now)
    {
        var next = long.MaxValue;
        if (_heap.TryPeek(out _, out var ready))
        {
            next = ready;
        }

        if (_delayed.TryPeek(out _, out var delayed))
        {
            next = Math.Min(next, delayed.Instant);
        }

        if (_deadlines.TryPeek(out var lease))
        {
            next = Math.Min(next, lease.Deadline);
        }

        if (next < _timerSetFor)
        {
            _timerSetFor = next;

            // A timer counts in milliseconds, and its longest time is 49 days.
            var milliseconds = Math.Clamp((next - now + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond, 1, int.MaxValue);
            _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
        }
    }
}
