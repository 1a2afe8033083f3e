namespace Freshet.Values;

/// <summary>What a factory may know of the value that it makes, and say of it.</summary>
public sealed class FactoryContext
{
    private readonly ValueCore _core;
    private readonly ValueEntry? _stale;

    internal FactoryContext(ValueCore core, string key, ValueEntry? stale = null) => (_core, Key, _stale) = (core, key, stale);

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>How long the value is fresh, in place of what the options say; zero or less does not store it.</summary>
    public TimeSpan? Lifetime { get; set; }

    /// <summary>When the value ceases to be fresh, in place of what the options say.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The tags, in place of those of the options.</summary>
    public IReadOnlyList<string>? Tags { get; set; }

    /// <summary>What the value counts for against <see cref="ValueMemoryOptions.MaxSize"/>, in place of what the options say.</summary>
    public long? Size { get; set; }

    /// <summary>Whether the value is stored; its callers get it in any case.</summary>
    /// <value>True unless set.</value>
    public bool IsStored { get; set; } = true;

    /// <summary>The stale value that is kept, if there is one: a factory that finds it unchanged may return it.</summary>
    public Cached<T> Previous<T>() => _core.CachedOf<T>(_stale, isStale: true);
}
