namespace Freshet.Values;

/// <summary>Turns caches of values off and on: all, by cache, by tag, and within an asynchronous scope.</summary>
/// <remarks>What is off is neither read nor written; factories run. Something is off as soon as one of the switches that concern it is.</remarks>
public sealed class ValueSwitch
{
    private readonly AsyncLocal<int> _suspensions = new();
    private readonly Lock _gate = new();
    private volatile HashSet<string> _caches = [];
    private volatile HashSet<string> _tags = [];
    private volatile bool _all;
    private volatile bool _used;

    /// <summary>Whether everything is off by <see cref="Disable"/>.</summary>
    public bool IsDisabled => _all;

    /// <summary>The caches that are off by name.</summary>
    public IReadOnlyCollection<string> DisabledCaches => _caches;

    /// <summary>The tags whose values are off.</summary>
    public IReadOnlyCollection<string> DisabledTags => _tags;

    // Whether anything was ever turned off: until then no hit looks any further.
    internal bool IsUsed => _used;

    /// <summary>Turns everything off.</summary>
    public void Disable() => _used = _all = true;

    /// <summary>Turns everything on again, caches and tags too.</summary>
    public void Enable()
    {
        lock (_gate)
        {
            (_all, _caches, _tags) = (false, [], []);
        }
    }

    /// <summary>Turns a cache off.</summary>
    public void DisableCache(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (_gate)
        {
            (_caches, _used) = ([.. _caches, name], true);
        }
    }

    /// <summary>Turns a cache on again; it stays off while everything is.</summary>
    public void EnableCache(string name)
    {
        lock (_gate)
        {
            _caches = [.. _caches.Where(other => other != name)];
        }
    }

    /// <summary>Turns the values of a tag off.</summary>
    public void DisableTag(string tag)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        lock (_gate)
        {
            (_tags, _used) = ([.. _tags, tag], true);
        }
    }

    /// <summary>Turns the values of a tag on again; they stay off while everything or their cache is.</summary>
    public void EnableTag(string tag)
    {
        lock (_gate)
        {
            _tags = [.. _tags.Where(other => other != tag)];
        }
    }

    /// <summary>Turns everything off for this asynchronous flow, until the result is disposed.</summary>
    public IDisposable Suspend()
    {
        _used = true;
        _suspensions.Value++;
        return new Suspension(this);
    }

    internal bool IsOff(string cache, IReadOnlyList<string> tags)
    {
        if (_all || _suspensions.Value > 0 || _caches.Contains(cache))
        {
            return true;
        }

        var off = _tags;
        for (var i = 0; i < tags.Count && off.Count > 0; i++)
        {
            if (off.Contains(tags[i]))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Suspension(ValueSwitch owner) : IDisposable
    {
        private bool _disposed;

        public void Dispose()
        {
            if (!_disposed)
            {
                _disposed = true;
                owner._suspensions.Value--;
            }
        }
    }
}
