using System.Collections.Concurrent;

namespace Freshet.Stores;

/// <summary>The waits of a lane for answers of one kind: they are used again, and one timer looks after all.</summary>
internal sealed class PendingAnswers<T>(RedisLane lane, bool writes)
{
    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<PendingAnswer<T>> _free = new();
    private PendingAnswer<T>[] _all = [];
    private int _count;

    public ValueTask<T> Wait(Task<T> answer, long bytes, CancellationToken cancellationToken) =>
        (_free.TryDequeue(out PendingAnswer<T>? pending) ? pending : Make()).Wait(answer, bytes, cancellationToken);

    public void Return(PendingAnswer<T> pending) => _free.Enqueue(pending);

    public void Abandon(Task answer, long bytes) => lane.Abandon(answer, bytes, writes);

    public Exception TimedOut() => lane.TimedOut();

    public Exception Fault(Task answer) => lane.Fault(answer, writes);

    public void Look(long now, long most)
    {
        PendingAnswer<T>[] all;
        int count;
        lock (_lock)
        {
            (all, count) = (_all, _count);
        }

        bool anyAbandoned = false;
        for (int i = 0; i < count; i++)
        {
            all[i].Look(now, most);
            anyAbandoned |= all[i].IsAbandoned;
        }

        if (anyAbandoned)
        {
            lock (_lock)
            {
                PendingAnswer<T>[] left = [.. _all.Take(_count).Where(p => !p.IsAbandoned)];
                (_all, _count) = (left, left.Length);
            }
        }
    }

    private PendingAnswer<T> Make()
    {
        var made = new PendingAnswer<T>(this);
        lock (_lock)
        {
            if (_count == _all.Length)
            {
                Array.Resize(ref _all, Math.Max(16, _count * 2));
            }

            _all[_count++] = made;
        }

        return made;
    }
}
