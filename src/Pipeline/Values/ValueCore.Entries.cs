using System.Diagnostics.CodeAnalysis;
using Freshet.Storage;

namespace Freshet.Values;

// Entries and records: from one to the other, and into their places.
internal sealed partial class ValueCore
{
    /// <summary>The value of an entry as a type; false when it is none of that type.</summary>
    public bool TryValue<T>(ValueEntry entry, [MaybeNullWhen(false)] out T value)
    {
        switch (entry.Value)
        {
            case T typed:
                value = typed;
                return true;
            case null when default(T) is null:
                value = default!;
                return true;
            case CopiedValue copied:
                return TryRead(entry.Key, MemoryTier, copied.Kind, copied.Bytes, out value);
            default:
                value = default;
                return false;
        }
    }

    public Cached<T> CachedOf<T>(ValueEntry? entry, bool isStale) =>
        entry is not null && TryValue<T>(entry, out var value)
            ? new Cached<T>(true, value, new DateTimeOffset(entry.Created, TimeSpan.Zero), ValueStore.Time(entry.FreshUntil), isStale || entry.StaleReason is not null)
            : default;

    /// <summary>Reads a value from the store; what is fresh is in memory afterwards.</summary>
    public async ValueTask<Loaded<T>> LoadAsync<T>(string key, ValuePlan plan, StoreBudget budget, CancellationToken cancellationToken)
    {
        if (Store.IsLocal || !plan.Places.HasFlag(ValuePlaces.Store))
        {
            return default;
        }

        var (storeKey, earlier, changes) = (Keys.Of(key), Table?.Find(key), Gates.Changes(key));
        using var record = await Store.ReadAsync(storeKey, budget, cancellationToken).ConfigureAwait(false);
        if (record is null || await ReadHeadAsync(storeKey, record, plan.Version, budget, cancellationToken).ConfigureAwait(false) is not { } stored
            || !TryRead<T>(storeKey, record.Tier, stored.Kind, stored.Payload, out var value))
        {
            return default;
        }

        var now = Now;
        var held = Hold(value, stored.Kind, stored.Payload);
        var times = new EntryTimes(
            stored.FreshUntil, stored.KeptUntil, plan.RefreshAt(Math.Min(stored.Created, now), stored.FreshUntil), stored.Sliding, stored.SlidesUntil);
        var entry = NewEntry(key, held, stored.Created, times, stored.Tags, stored.Version, plan.Priority, SizeOf(held, plan.Size), now);
        entry.StoredUntil = stored.FreshUntil;
        var isFresh = now < stored.FreshUntil;
        if (isFresh && plan.Places.HasFlag(ValuePlaces.Memory) && Table?.TryReplace(earlier, entry, now) == true && Gates.Changes(key) != changes)
        {
            // Somebody stored or removed the key while it was read.
            Table.Remove(entry);
        }

        return new Loaded<T>(isFresh ? Found.Fresh : Found.Stale, value, entry, record.Tier ?? Store.Name);
    }

    /// <summary>What a record says, unless it is unreadable, of another version, gone or purged.</summary>
    public async ValueTask<ValueRecord?> ReadHeadAsync(
        string storeKey, StoreRecord record, string? version, StoreBudget budget, CancellationToken cancellationToken)
    {
        if (!ValueRecord.TryRead(record.Value, out var stored))
        {
            Telemetry.Corrupt(storeKey, record.Tier ?? Store.Name, "it is no record of a value");
            return null;
        }

        return (version is null || version == stored.Version) && Now < stored.Expires
            && !await IsPurgedAsync(stored.Tags, stored.Created, budget, cancellationToken).ConfigureAwait(false)
            ? stored
            : null;
    }

    /// <summary>Puts a value in its places. The caller holds the key's gate.</summary>
    public async ValueTask<ValueEntry> KeepAsync<T>(NewValue<T> item, bool isChange, StoreBudget budget, CancellationToken cancellationToken)
    {
        var (key, plan, times) = (item.Key, item.Plan, item.Times);
        var inStore = !Store.IsLocal && plan.Places.HasFlag(ValuePlaces.Store);
        var copies = Options.Memory.Mode == ValueMemoryMode.Copies && item.Value is not null && !ValueCoder.IsImmutable(item.Value);
        using var buffer = inStore || copies ? new ValueBuffer() : null;
        var (kind, head, problem) = (ValueKind.Null, 0, (Exception?)null);
        if (buffer is not null)
        {
            item.Head.Write(buffer);
            head = buffer.Length;
            try
            {
                kind = Coder.Write(item.Value, buffer);
            }
            catch (Exception error) when (!isChange)
            {
                // The value is made and its caller gets it; what can't be written is not stored.
                (problem, copies) = (error, false);
            }

            ValueRecord.SetKind(buffer.WrittenSpan, kind);
        }

        var held = copies ? new CopiedValue(kind, buffer!.Written[head..].ToArray()) : (object?)item.Value;
        var entry = NewEntry(key, held, item.Created, times, item.Tags, plan.Version, plan.Priority, SizeOf(held, item.Size), Now);
        entry.StoredUntil = times.FreshUntil;
        if (plan.Places.HasFlag(ValuePlaces.Memory) && (problem is null || Options.Memory.Mode == ValueMemoryMode.Objects))
        {
            Table?.Set(entry, Now);
        }

        if (inStore)
        {
            await WriteAsync(Keys.Of(key), buffer!, times, problem, isChange, budget, cancellationToken).ConfigureAwait(false);
        }

        return entry;
    }

    public ValueEntry NewEntry(
        string key, object? held, long created, EntryTimes times, IReadOnlyList<string> tags, string? version, ValuePriority priority, long size, long now)
    {
        var fresh = Options.Memory.MaxLifetime is { } most && !Store.IsLocal ? Math.Min(times.FreshUntil, ValuePlan.Add(now, most.Ticks)) : times.FreshUntil;
        return new ValueEntry(key, held)
        {
            Created = created,
            FreshUntil = fresh,
            KeptUntil = times.KeptUntil,
            RefreshAt = times.RefreshAt,
            PlainUntil = times.Sliding > 0 || held is CopiedValue or KeptFailure ? 0 : Math.Min(fresh, times.RefreshAt),
            Sliding = times.Sliding,
            SlidesUntil = times.SlidesUntil,
            Tags = tags,
            Stamps = StampsOf(tags),
            Version = version,
            Priority = priority,
            Size = size,
        };
    }

    private async ValueTask WriteAsync(
        string storeKey, ValueBuffer buffer, EntryTimes times, Exception? problem, bool isChange, StoreBudget budget, CancellationToken cancellationToken)
    {
        if (problem is null && buffer.Length <= StoreLimits.MaxValueBytes)
        {
            await Store.WriteAsync(storeKey, buffer.Written, Math.Max(times.FreshUntil, times.KeptUntil), isChange, budget, cancellationToken).ConfigureAwait(false);
            Tell(new StoreChange.Changed(storeKey));
            Telemetry.Stored(storeKey, buffer.Length);
            return;
        }

        // An earlier record must not outlive the value that replaced it.
        Telemetry.ValueNotStored(storeKey, problem is null ? $"TooLarge: {buffer.Length:N0} bytes" : "NotSerializable", problem);
        await Store.RemoveAsync(storeKey, isChange, budget, cancellationToken).ConfigureAwait(false);
    }

    private object? Hold<T>(T? value, ValueKind kind, ReadOnlyMemory<byte> payload) =>
        Options.Memory.Mode == ValueMemoryMode.Copies && value is not null && !ValueCoder.IsImmutable(value) ? new CopiedValue(kind, payload.ToArray()) : value;

    private static long SizeOf(object? held, long? size) => size ?? (held is CopiedValue copied ? copied.Bytes.Length : 1);

    private bool TryRead<T>(string key, string? tier, ValueKind kind, ReadOnlyMemory<byte> payload, [MaybeNullWhen(false)] out T value)
    {
        try
        {
            value = Coder.Read<T>(kind, payload)!;
            return true;
        }
        catch (Exception error)
        {
            Telemetry.Corrupt(key, tier ?? Store.Name, $"it can't be read as {typeof(T)}: {error.Message}");
            value = default;
            return false;
        }
    }
}
