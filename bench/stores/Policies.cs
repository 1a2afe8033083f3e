using Freshet.Stores;

namespace Freshet.Bench;

internal interface ICachePolicy
{
    bool Touch(int key);
}

/// <summary>The memory store itself, in parts as it is.</summary>
internal sealed class Store(int capacity) : ICachePolicy
{
    private static readonly byte[] Value = new byte[8];
    private readonly MemoryStore _store = new(new MemoryStoreOptions { MaxEntries = capacity });

    public bool Touch(int key)
    {
        string name = $"{key}";
        if (_store.GetAsync(name).GetAwaiter().GetResult() is not null)
        {
            return true;
        }

        _store.SetAsync(name, Value).GetAwaiter().GetResult();
        return false;
    }
}

internal sealed class Lru(int capacity) : ICachePolicy
{
    private readonly Dictionary<int, LinkedListNode<int>> _map = [];
    private readonly LinkedList<int> _list = new();

    public bool Touch(int key)
    {
        if (_map.TryGetValue(key, out LinkedListNode<int>? node))
        {
            _list.Remove(node);
            _list.AddFirst(node);
            return true;
        }

        if (_map.Count == capacity)
        {
            _map.Remove(_list.Last!.Value);
            _list.RemoveLast();
        }

        _map[key] = _list.AddFirst(key);
        return false;
    }
}

internal sealed class Sieve(int capacity) : ICachePolicy
{
    private readonly Dictionary<int, LinkedListNode<(int Key, bool Visited)>> _map = [];
    private readonly LinkedList<(int Key, bool Visited)> _list = new();
    private LinkedListNode<(int Key, bool Visited)>? _hand;

    public bool Touch(int key)
    {
        if (_map.TryGetValue(key, out var node))
        {
            node.Value = (key, true);
            return true;
        }

        if (_map.Count == capacity)
        {
            var at = _hand ?? _list.Last!;
            while (at.Value.Visited)
            {
                at.Value = (at.Value.Key, false);
                at = at.Previous ?? _list.Last!;
            }

            _hand = at.Previous;
            _map.Remove(at.Value.Key);
            _list.Remove(at);
        }

        _map[key] = _list.AddFirst((key, false));
        return false;
    }
}

internal sealed class S3Fifo(int capacity) : ICachePolicy
{
    private readonly Dictionary<int, int> _frequency = [];
    private readonly Queue<int> _small = new();
    private readonly Queue<int> _main = new();
    private readonly Queue<int> _ghost = new();
    private readonly HashSet<int> _ghosts = [];

    public bool Touch(int key)
    {
        if (_frequency.TryGetValue(key, out int f))
        {
            _frequency[key] = Math.Min(f + 1, 3);
            return true;
        }

        while (_small.Count + _main.Count >= capacity)
        {
            Evict();
        }

        (_ghosts.Remove(key) ? _main : _small).Enqueue(key);
        _frequency[key] = 0;
        return false;
    }

    private void Evict()
    {
        if (_small.Count >= capacity / 10 || _main.Count == 0)
        {
            int key = _small.Dequeue();
            if (_frequency[key] > 0)
            {
                _frequency[key] = 0;
                _main.Enqueue(key);
                return;
            }

            _frequency.Remove(key);
            _ghosts.Add(key);
            _ghost.Enqueue(key);
            if (_ghost.Count > capacity * 2)
            {
                _ghosts.Remove(_ghost.Dequeue());
            }

            return;
        }

        int old = _main.Dequeue();
        if (_frequency[old] > 0)
        {
            _frequency[old]--;
            _main.Enqueue(old);
        }
        else
        {
            _frequency.Remove(old);
        }
    }
}

internal sealed class TinyLfu(int capacity) : ICachePolicy
{
    private enum Place { Window, Probation, Protected }

    private readonly Dictionary<int, (LinkedListNode<int> Node, Place Place)> _map = [];
    private readonly LinkedList<int>[] _lists = [new(), new(), new()];
    private readonly byte[] _sketch = new byte[1 << 17];
    private int _additions;

    public bool Touch(int key)
    {
        Count(key);
        if (_map.TryGetValue(key, out var at))
        {
            Move(key, at.Place == Place.Window ? Place.Window : Place.Protected);
            if (_lists[(int)Place.Protected].Count > capacity * 79 / 100)
            {
                Move(_lists[(int)Place.Protected].Last!.Value, Place.Probation);
            }

            return true;
        }

        _map[key] = (_lists[0].AddFirst(key), Place.Window);
        if (_lists[0].Count > capacity / 100)
        {
            int candidate = _lists[0].Last!.Value;
            if (_map.Count > capacity)
            {
                LinkedList<int> probation = _lists[(int)Place.Probation].Count > 0 ? _lists[(int)Place.Probation] : _lists[(int)Place.Protected];
                int victim = probation.Last!.Value;
                if (Estimate(candidate) > Estimate(victim))
                {
                    probation.RemoveLast();
                    _map.Remove(victim);
                    Move(candidate, Place.Probation);
                }
                else
                {
                    _lists[0].RemoveLast();
                    _map.Remove(candidate);
                }
            }
            else
            {
                Move(candidate, Place.Probation);
            }
        }

        return false;
    }

    private void Move(int key, Place place)
    {
        (LinkedListNode<int> node, Place from) = _map[key];
        _lists[(int)from].Remove(node);
        _lists[(int)place].AddFirst(node);
        _map[key] = (node, place);
    }

    private int Slot(int key, int row) => (int)(((uint)key * (0x9E3779B1u + (uint)(row * 0x3C6EF372))) >> 17) | (row << 15);

    private int Estimate(int key) => Math.Min(Math.Min(_sketch[Slot(key, 0)], _sketch[Slot(key, 1)]), Math.Min(_sketch[Slot(key, 2)], _sketch[Slot(key, 3)]));

    private void Count(int key)
    {
        for (int row = 0; row < 4; row++)
        {
            ref byte counter = ref _sketch[Slot(key, row)];
            counter += counter < 15 ? (byte)1 : (byte)0;
        }

        if (++_additions == capacity * 10)
        {
            _additions /= 2;
            for (int i = 0; i < _sketch.Length; i++)
            {
                _sketch[i] >>= 1;
            }
        }
    }
}
