using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>The changes that are still to be sent, each once.</summary>
internal sealed class BusOutbox(int most)
{
    private const int AtOnce = 256;
    private static readonly StoreChange Everything = new StoreChange.Cleared("");

    private readonly Lock _lock = new();
    private readonly List<(long Number, TaskCompletionSource Sent)> _flushes = [];
    private Queue<StoreChange> _waiting = new();
    private HashSet<StoreChange> _known = [];
    private StoreChange[] _sending = [];
    private long _added;
    private long _dropped;
    private long _weight;
    private long _sent;

    public void Add(StoreChange change)
    {
        lock (_lock)
        {
            if (_known.Contains(change))
            {
                // Who asks for a flush now waits for the one that is there.
                return;
            }

            if (_waiting.Count >= most)
            {
                _dropped += _waiting.Count;
                (_waiting, _known, change) = (new(), [], Everything);
            }

            _waiting.Enqueue(change);
            _known.Add(change);
            _added++;
        }
    }

    /// <summary>The changes to send next; they count as sent from <see cref="Sent"/> on, and come again until then.</summary>
    public IReadOnlyList<StoreChange> Take()
    {
        lock (_lock)
        {
            if (_sending.Length == 0)
            {
                _sending = new StoreChange[Math.Min(AtOnce, _waiting.Count)];
                for (int i = 0; i < _sending.Length; i++)
                {
                    _sending[i] = _waiting.Dequeue();
                    _known.Remove(_sending[i]);
                }

                // What was dropped is told by the change that stands for everything.
                _weight = _sending.Length + _dropped;
                _dropped = 0;
            }

            return _sending;
        }
    }

    public void Sent()
    {
        lock (_lock)
        {
            _sent += _weight;
            _weight = 0;
            _sending = [];
            foreach ((long number, TaskCompletionSource sent) in _flushes)
            {
                if (number <= _sent)
                {
                    sent.TrySetResult();
                }
            }

            _flushes.RemoveAll(f => f.Number <= _sent);
        }
    }

    /// <summary>Done when everything added before is sent.</summary>
    public Task FlushAsync()
    {
        lock (_lock)
        {
            if (_sent >= _added)
            {
                return Task.CompletedTask;
            }

            var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _flushes.Add((_added, sent));
            return sent.Task;
        }
    }
}
