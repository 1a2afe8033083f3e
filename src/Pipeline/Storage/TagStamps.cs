using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace Freshet.Storage;

/// <summary>When each tag was last purged, in a store that several machines may share: whatever was made before then counts as absent.</summary>
/// <remarks>
/// Purging takes constant time however much carries the tag. Stamps only ever rise. A stamp is read from the last tier of a tiered store and
/// used for <see cref="TagStampsOptions.RefreshAfter"/>; while the store fails, what was known last is used. All members may be called concurrently.
/// </remarks>
public sealed class TagStamps
{
    /// <summary>What the key of every stamp begins with.</summary>
    public const string Prefix = "t/";

    private const byte Format = 1;
    private const int RecordBytes = 9;

    private readonly ConcurrentDictionary<string, TagStamp> _byTag = new(StringComparer.Ordinal);
    private readonly ICacheStore _store;
    private readonly TagStampsOptions _options;
    private readonly TimeProvider _time;
    private readonly IStoreObserver? _observer;
    private readonly Lock _gate = new();
    private long _floor;
    private long _latest;

    /// <summary>Stamps in a store, which they do not own.</summary>
    /// <param name="store">Where the stamps are kept, under <c>t/TAG</c>.</param>
    /// <param name="options">How they are kept; the defaults when null.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <param name="observer">Is told of a store that fails and of a stamp that can't be read.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public TagStamps(ICacheStore store, TagStampsOptions? options = null, TimeProvider? time = null, IStoreObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _options = options ?? new TagStampsOptions();
        _options.Validate();
        (_store, _time, _observer) = (store, time ?? TimeProvider.System, observer);
    }

    internal long RefreshTicks => _options.RefreshAfter.Ticks;

    /// <summary>Nobody else can purge.</summary>
    internal bool IsLocal => _store is NullStore;

    private long Clock => _time.GetUtcNow().UtcTicks;

    /// <summary>Makes everything absent that carries the tag and was made until now.</summary>
    /// <exception cref="StoreException">The store did not take the stamp; it holds in this process all the same.</exception>
    public async ValueTask PurgeAsync(string tag, CancellationToken cancellationToken = default)
    {
        var stamp = Raise(tag, 0);
        await ReadAsync(stamp, cancellationToken).ConfigureAwait(false);
        var ticks = stamp.Ticks;
        var record = new byte[RecordBytes];
        record[0] = Format;
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(1), ticks);
        await _store.SetAsync(Prefix + tag, record, null, cancellationToken).ConfigureAwait(false);
        stamp.Checked(Clock);
    }

    /// <summary>Whether one of the tags was purged at or after a time.</summary>
    /// <param name="tags">The tags of the record in question.</param>
    /// <param name="made">When the making of the record began, best from <see cref="Now"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    public ValueTask<bool> IsPurgedAsync(IReadOnlyList<string> tags, DateTimeOffset made, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return tags.Count == 0 ? new(false)
            : TryIsPurged(tags, made, out var purged) ? new(purged)
            : AskAsync(tags, made, cancellationToken);
    }

    /// <summary>The same from memory alone; false when a stamp has to be read from the store first.</summary>
    public bool TryIsPurged(IReadOnlyList<string> tags, DateTimeOffset made, out bool purged)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var (ticks, now) = (made.UtcTicks, Clock);
        purged = tags.Count > 0 && ticks <= Volatile.Read(ref _floor);
        var known = true;
        for (var i = 0; i < tags.Count && !purged; i++)
        {
            var stamp = Of(tags[i]);
            purged = stamp.Ticks >= ticks;
            known &= purged || stamp.IsFresh(now, RefreshTicks);
        }

        return purged || known;
    }

    /// <summary>The time to record with what is begun now: the clock's, or just after the latest purge known here where the clock has not passed it.</summary>
    public DateTimeOffset Now() => new(Mark(), TimeSpan.Zero);

    /// <summary>Takes note of a purge that another machine told of.</summary>
    public void Note(string tag, DateTimeOffset purged) => Raise(tag, purged.UtcTicks);

    /// <summary>Has a tag's stamp read again at its next use.</summary>
    internal void Forget(string tag)
    {
        if (_byTag.TryGetValue(tag, out var stamp))
        {
            stamp.Checked(long.MinValue);
        }
    }

    internal long Mark() => Math.Max(Clock, Volatile.Read(ref _latest) + 1);

    internal bool IsBelowFloor(long ticks) => ticks <= Volatile.Read(ref _floor);

    internal TagStamp Of(string tag)
    {
        if (_byTag.TryGetValue(tag, out var known))
        {
            return known;
        }

        ArgumentException.ThrowIfNullOrEmpty(tag);
        StoreLimits.CheckKey(Prefix + tag);
        var stamp = _byTag.GetOrAdd(tag, static t => new TagStamp(t));
        if (_byTag.Count > _options.MaxTags)
        {
            Trim();
        }

        return stamp;
    }

    /// <summary>Reads a stamp; callers at the same time share one read.</summary>
    internal Task ReadAsync(TagStamp stamp, CancellationToken cancellationToken)
    {
        lock (stamp)
        {
            if (stamp.Reading is not { IsCompleted: false })
            {
                stamp.Reading = ReadOnceAsync(stamp);
            }

            return stamp.Reading.WaitAsync(cancellationToken);
        }
    }

    // A stamp that left the table meanwhile would be raised for nobody.
    private TagStamp Raise(string tag, long ticks)
    {
        while (true)
        {
            var stamp = Of(tag);
            RaiseTo(stamp, ticks > 0 ? ticks : Math.Max(Clock + _options.ClockSkew.Ticks, Volatile.Read(ref _latest) + 1));
            if (!stamp.Dropped)
            {
                return stamp;
            }
        }
    }

    private void RaiseTo(TagStamp stamp, long ticks)
    {
        TagStamp.Raise(ref _latest, ticks);
        stamp.Raise(ticks);
    }

    private async ValueTask<bool> AskAsync(IReadOnlyList<string> tags, DateTimeOffset made, CancellationToken cancellationToken)
    {
        var now = Clock;
        foreach (var tag in tags)
        {
            var stamp = Of(tag);
            if (!stamp.IsFresh(now, RefreshTicks))
            {
                await ReadAsync(stamp, cancellationToken).ConfigureAwait(false);
            }

            if (stamp.Ticks >= made.UtcTicks)
            {
                return true;
            }
        }

        return IsBelowFloor(made.UtcTicks);
    }

    private async Task ReadOnceAsync(TagStamp stamp)
    {
        var (now, key) = (Clock, Prefix + stamp.Tag);
        try
        {
            if (_store is ITieredReads tiers)
            {
                Take(stamp, key, await tiers.GetFromLastAsync(key).ConfigureAwait(false));
            }

            Take(stamp, key, await _store.GetAsync(key).ConfigureAwait(false));
        }
        catch (Exception error)
        {
            _observer?.TierFailed(_store.GetType().Name, "read a tag's stamp", error);
        }

        stamp.Checked(now);
    }

    private void Take(TagStamp stamp, string key, StoreRecord? record)
    {
        using (record)
        {
            if (record is { Value.Length: RecordBytes } && record.Value.Span[0] == Format)
            {
                RaiseTo(stamp, BinaryPrimitives.ReadInt64LittleEndian(record.Value.Span[1..]));
            }
            else if (record is not null)
            {
                _observer?.Corrupt(key, record.Tier ?? _store.GetType().Name, "it is no tag's stamp");
            }
        }
    }

    // The tags never purged go first, then the half that was purged longest ago; what is older than those counts as purged.
    private void Trim()
    {
        lock (_gate)
        {
            if (_byTag.Count <= _options.MaxTags)
            {
                return;
            }

            TagStamp[] all = [.. _byTag.Values.OrderBy(static s => s.Ticks)];
            var never = all.Count(static s => s.Ticks == 0);
            foreach (var stamp in all.AsSpan(0, Math.Max(never, all.Length / 2)))
            {
                stamp.Dropped = true;
                if (_byTag.TryRemove(stamp.Tag, out _) && stamp.Ticks > _floor)
                {
                    Volatile.Write(ref _floor, stamp.Ticks);
                }
            }
        }
    }
}
