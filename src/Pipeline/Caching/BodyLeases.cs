using Freshet.Storage;

namespace Freshet.Caching;

// Bodies that somebody is reading segment by segment: what replaces them waits with removing them.
internal sealed class BodyLeases
{
    private readonly Dictionary<BodyId, Lease> _byId = [];

    public Func<BodyId, int, ValueTask>? Remove { get; set; }

    public void Acquire(BodyId id)
    {
        lock (_byId)
        {
            _byId[id] = _byId.GetValueOrDefault(id) with { Readers = _byId.GetValueOrDefault(id).Readers + 1 };
        }
    }

    public void Release(BodyId id)
    {
        Lease lease;
        lock (_byId)
        {
            lease = _byId[id];
            if (lease.Readers > 1)
            {
                _byId[id] = lease with { Readers = lease.Readers - 1 };
                return;
            }

            _byId.Remove(id);
        }

        if (lease.Segments > 0)
        {
            _ = Remove!(id, lease.Segments).AsTask();
        }
    }

    // True when the last reader will remove it.
    public bool TryDefer(BodyId id, int segments)
    {
        lock (_byId)
        {
            if (_byId.Count == 0 || !_byId.TryGetValue(id, out var lease))
            {
                return false;
            }

            _byId[id] = lease with { Segments = segments };
            return true;
        }
    }

    private readonly record struct Lease(int Readers, int Segments);
}
