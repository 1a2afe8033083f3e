namespace Freshet.Stores;

/// <summary>The changes that a tier did not hear of, and the keys of which it is not known yet whether it did.</summary>
internal sealed class MissedChanges(int most)
{
    private const int MostPrefixes = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _underWay = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _prefixes = new(StringComparer.Ordinal);
    private long _now;
    private bool _any;

    /// <summary>Whether there is anything to make up for.</summary>
    public bool Any => Volatile.Read(ref _any);

    /// <summary>A moment: what is missed after it is not made up for by what began before it.</summary>
    public long Now => Interlocked.Read(ref _now);

    /// <summary>Whether what the tier holds of a key may be old.</summary>
    public bool Has(string key)
    {
        if (!Any)
        {
            return false;
        }

        lock (_lock)
        {
            return _keys.ContainsKey(key) || Waits(key);
        }
    }

    /// <summary>Whether the key can't be made up for alone: a whole prefix is missed, or a write may still arrive.</summary>
    public bool MustWait(string key)
    {
        lock (_lock)
        {
            return Waits(key);
        }
    }

    public string[] Keys(int atMost)
    {
        lock (_lock)
        {
            return [.. _keys.Keys.Where(k => !_underWay.ContainsKey(k)).Take(atMost)];
        }
    }

    public string[] Prefixes()
    {
        lock (_lock)
        {
            return [.. _prefixes.Keys];
        }
    }

    public void Add(string key)
    {
        lock (_lock)
        {
            if (_keys.Count >= most && !_keys.ContainsKey(key))
            {
                Add(_prefixes, "");
                _keys.Clear();
            }
            else
            {
                Add(_keys, key);
            }
        }
    }

    public void AddPrefix(string prefix)
    {
        lock (_lock)
        {
            if (_prefixes.Count >= MostPrefixes && !_prefixes.ContainsKey(prefix))
            {
                _prefixes.Clear();
                prefix = "";
            }

            Add(_prefixes, prefix);
            foreach (string key in _keys.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).ToList())
            {
                _keys.Remove(key);
            }
        }
    }

    /// <summary>Takes note that the tier has what it missed of a key up to a moment.</summary>
    public void Remove(string key, long upTo) => Remove(_keys, key, upTo);

    /// <summary>Takes note that the tier has what it missed of a prefix up to a moment.</summary>
    public void RemovePrefix(string prefix, long upTo) => Remove(_prefixes, prefix, upTo);

    /// <summary>A change of a key is under way that the tier may yet carry out.</summary>
    public void Begin(string key)
    {
        lock (_lock)
        {
            _underWay[key] = _underWay.GetValueOrDefault(key) + 1;
            _any = true;
        }
    }

    public void End(string key)
    {
        lock (_lock)
        {
            if (--_underWay[key] == 0)
            {
                _underWay.Remove(key);
            }

            _any = _keys.Count + _prefixes.Count + _underWay.Count > 0;
        }
    }

    private void Add(Dictionary<string, long> to, string name)
    {
        to[name] = ++_now;
        _any = true;
    }

    private void Remove(Dictionary<string, long> from, string name, long upTo)
    {
        if (!Any)
        {
            return;
        }

        lock (_lock)
        {
            if (from.TryGetValue(name, out long missed) && missed <= upTo)
            {
                from.Remove(name);
                _any = _keys.Count + _prefixes.Count + _underWay.Count > 0;
            }
        }
    }

    private bool Waits(string key)
    {
        if (_underWay.ContainsKey(key))
        {
            return true;
        }

        foreach (string prefix in _prefixes.Keys)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
