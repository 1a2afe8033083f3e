using System.Globalization;
using Freshet.Storage;

namespace Freshet.Values;

// What callers change themselves.
internal sealed partial class ValueCore
{
    public async ValueTask SetAsync<T>(string key, T value, ValuePlan plan, CancellationToken cancellationToken)
    {
        if (IsOff(plan))
        {
            return;
        }

        using var held = await Gates.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        await SetHeldAsync(key, value, plan, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> AddAsync<T>(string key, T value, ValuePlan plan, CancellationToken cancellationToken)
    {
        if (IsOff(plan))
        {
            return false;
        }

        using var held = await Gates.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        if (await HasAsync(key, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await SetHeldAsync(key, value, plan, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<long> IncrementAsync(string key, long by, ValuePlan plan, CancellationToken cancellationToken)
    {
        if (IsOff(plan))
        {
            return by;
        }

        using var held = await Gates.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        var (found, entry) = await FindAsync(key, plan, cancellationToken).ConfigureAwait(false);
        if (found != Found.Fresh)
        {
            var loaded = await LoadAsync<long>(key, plan, Store.NewBudget(), cancellationToken).ConfigureAwait(false);
            entry = loaded.Found == Found.Fresh ? loaded.Entry : null;
        }

        if (entry is null)
        {
            await SetHeldAsync(key, by, plan, cancellationToken).ConfigureAwait(false);
            return by;
        }

        var sum = checked(NumberOf(key, entry) + by);
        Changing(key);
        var times = new EntryTimes(entry.FreshUntil, entry.KeptUntil, ValueEntry.Never, entry.Sliding, entry.SlidesUntil);
        var item = new NewValue<long>(key, sum, Tags.Mark(), plan, times, entry.Tags, entry.Size);
        await KeepAsync(item, isChange: true, Store.NewBudget(), cancellationToken).ConfigureAwait(false);
        return sum;
    }

    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        using var held = await Gates.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        return await RemoveAsync(key, isChange: true, Store.NewBudget(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether there is a fresh value, without reading it.</summary>
    public async ValueTask<bool> HasAsync(string key, CancellationToken cancellationToken)
    {
        var (found, entry) = await FindAsync(key, DefaultPlan, cancellationToken).ConfigureAwait(false);
        if (found == Found.Fresh && entry!.Value is not KeptFailure)
        {
            return true;
        }

        if (Store.IsLocal)
        {
            return false;
        }

        var (storeKey, budget) = (Keys.Of(key), Store.NewBudget());
        using var record = await Store.ReadAsync(storeKey, budget, cancellationToken).ConfigureAwait(false);
        return record is not null
            && await ReadHeadAsync(storeKey, record, null, budget, cancellationToken).ConfigureAwait(false) is { } stored && Now < stored.FreshUntil;
    }

    /// <summary>Gives what is fresh the times of a value that is stored now.</summary>
    public async ValueTask<bool> TouchAsync(string key, ValuePlan plan, CancellationToken cancellationToken)
    {
        using var held = await Gates.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        if (plan.TimesAt(Now) is not { } times)
        {
            return await RemoveAsync(key, isChange: true, Store.NewBudget(), cancellationToken).ConfigureAwait(false);
        }

        var (found, entry) = await FindAsync(key, plan, cancellationToken).ConfigureAwait(false);
        var touched = found == Found.Fresh && entry!.Value is not KeptFailure
            && Table!.TryReplace(entry, NewEntry(key, entry.Value, entry.Created, times, entry.Tags, entry.Version, entry.Priority, entry.Size, Now), Now);
        var stored = await ProlongAsync(
            key, _ => (times.FreshUntil, times.KeptUntil, times.Sliding, times.SlidesUntil), isChange: true, cancellationToken).ConfigureAwait(false);
        return touched || stored;
    }

    public async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        Gates.ChangedAll();
        Flights.SupersedeUnder(prefix);
        var removed = RemoveUnder(prefix);
        if (!Store.IsLocal)
        {
            removed = Math.Max(removed, await Store.ClearAsync(Keys.Prefix + prefix, cancellationToken).ConfigureAwait(false));
            Tell(new StoreChange.Cleared(Keys.Prefix + prefix));
            Gates.ChangedAll();
            RemoveUnder(prefix);
        }

        return removed;
    }

    public async ValueTask ClearAllAsync(CancellationToken cancellationToken)
    {
        Gates.ChangedAll();
        Flights.SupersedeUnder("");
        RemoveUnder("");
        await Store.ChangeAsync("purge", Keys.AllTag, isChange: true, Store.NewBudget(), ct => Tags.PurgeAsync(Keys.AllTag, ct), cancellationToken).ConfigureAwait(false);
        Tell(new StoreChange.Cleared(Keys.Prefix));
        Telemetry.Invalidated(Keys.AllTag);
    }

    public async ValueTask PurgeAsync(string tag, CancellationToken cancellationToken)
    {
        if (Tags.IsLocal)
        {
            await Tags.PurgeAsync(tag, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await Store.ChangeAsync("purge", tag, isChange: true, Store.NewBudget(), ct => Tags.PurgeAsync(tag, ct), cancellationToken).ConfigureAwait(false);
        }

        Tell(new StoreChange.Changed(TagStamps.Prefix + tag));
        Telemetry.Invalidated(TagStamps.Prefix + tag);
    }

    private async ValueTask SetHeldAsync<T>(string key, T value, ValuePlan plan, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsClosed, typeof(ValueCache));
        var budget = Store.NewBudget();
        if (plan.TimesAt(Now, LifetimeOf(value, plan)) is not { } times)
        {
            await RemoveAsync(key, isChange: true, budget, cancellationToken).ConfigureAwait(false);
            return;
        }

        Changing(key);
        await KeepAsync(new NewValue<T>(key, value, Tags.Mark(), plan, times, plan.Tags, plan.Size), isChange: true, budget, cancellationToken).ConfigureAwait(false);
        Gates.Changed(key);
    }

    // Twice: what was read from the store meanwhile must not come back.
    private async ValueTask<bool> RemoveAsync(string key, bool isChange, StoreBudget budget, CancellationToken cancellationToken)
    {
        Changing(key);
        var was = RemoveFromMemory(key);
        if (Store.IsLocal)
        {
            return was;
        }

        var stored = await Store.RemoveAsync(Keys.Of(key), isChange, budget, cancellationToken).ConfigureAwait(false);
        Tell(new StoreChange.Changed(Keys.Of(key)));
        Gates.Changed(key);
        RemoveFromMemory(key);
        if (was || stored)
        {
            Telemetry.Invalidated(Keys.Of(key));
        }

        return was || stored;
    }

    // What is being made of the key, or read from the store, is older than what happens to it now.
    private void Changing(string key)
    {
        Gates.Changed(key);
        Flights.Supersede(key);
    }

    private bool RemoveFromMemory(string key) =>
        Table?.Find(key) is { } entry && Table.Remove(entry) && Now < entry.FreshUntil && PurgedOf(entry, Now) != true;

    private long RemoveUnder(string prefix)
    {
        var removed = 0L;
        foreach (var entry in Table?.Under(prefix) ?? [])
        {
            removed += Table!.Remove(entry) ? 1 : 0;
        }

        return removed;
    }

    private async ValueTask<bool> ProlongAsync(
        string key, Func<ValueRecord, (long Fresh, long Kept, long Sliding, long Slides)> times, bool isChange, CancellationToken cancellationToken)
    {
        if (Store.IsLocal)
        {
            return false;
        }

        var (storeKey, budget) = (Keys.Of(key), Store.NewBudget());
        using var record = await Store.ReadAsync(storeKey, budget, cancellationToken).ConfigureAwait(false);
        if (record is null || await ReadHeadAsync(storeKey, record, null, budget, cancellationToken).ConfigureAwait(false) is not { } stored || Now >= stored.FreshUntil)
        {
            return false;
        }

        var (fresh, kept, sliding, slides) = times(stored);
        var bytes = record.Value.ToArray();
        ValueRecord.WriteTimes(bytes, new EntryTimes(fresh, kept, 0, sliding, slides));
        await Store.WriteAsync(storeKey, bytes, Math.Max(fresh, kept), isChange, budget, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static long NumberOf(string key, ValueEntry entry) => entry.Value switch
    {
        long number => number,
        sbyte or byte or short or ushort or int or uint => Convert.ToInt64(entry.Value, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"The value of '{key}' is {entry.Value?.GetType().Name ?? "null"}; only integers can be incremented."),
    };
}
