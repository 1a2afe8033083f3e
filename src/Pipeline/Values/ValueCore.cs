using System.Runtime.CompilerServices;
using Freshet.Events;
using Freshet.Storage;
using Microsoft.Extensions.Logging;

namespace Freshet.Values;

internal enum Found
{
    Miss,
    Fresh,
    Stale,

    /// <summary>A tag's stamp has to be read from the store first.</summary>
    Unknown,
}

// The parts of a cache of values, and what is said of an entry.
internal sealed partial class ValueCore : ITableObserver
{
    public const string MemoryTier = "values";

    private TagStamp _all;

    public ValueCore(ICacheStore store, ValueCacheOptions options, TimeProvider time, ILogger logger, TagStamps? tags, ValueSwitch? lights)
    {
        (Options, Time) = (options, time);
        Telemetry = new CacheTelemetry(time, logger, options.EventBuffer);
        Store = new ValueStore(store, Telemetry, options.Faults, options.StoreDeadline, time);
        Tags = tags ?? new TagStamps(store, null, time, Telemetry);
        Keys = new ValueKeys(options.Name);
        Switch = lights ?? new ValueSwitch();
        Coder = new ValueCoder(options.Serializer ?? ReflectedJson.Serializer());
        Table = options.Memory.Mode == ValueMemoryMode.Off ? null : new ValueTable(options.Memory, this);
        DefaultPlan = ValuePlan.OfDefaults(options.Defaults);
        _all = Tags.Of(Keys.AllTag);
    }

    public ValueCacheOptions Options { get; }

    public TimeProvider Time { get; }

    public CacheTelemetry Telemetry { get; }

    public ValueStore Store { get; }

    public TagStamps Tags { get; }

    public ValueKeys Keys { get; }

    public ValueSwitch Switch { get; }

    public ValueCoder Coder { get; }

    public ValueTable? Table { get; }

    public ValueFlights Flights { get; } = new();

    public KeyGates Gates { get; } = new();

    public ValueCounters Counters { get; } = new();

    public ValuePlan DefaultPlan { get; }

    public bool IsClosed { get; private set; }

    public long Now => Time.GetUtcNow().UtcTicks;

    private TagStamp All => _all.Dropped ? _all = Tags.Of(Keys.AllTag) : _all;

    public ValuePlan PlanOf(ValueOptions? options) => ValuePlan.Of(options, DefaultPlan, Options.Defaults);

    public bool IsOff(ValuePlan plan) => Switch.IsUsed && Switch.IsOff(Options.Name, plan.Tags);

    /// <summary>Whether an entry is a hit of which nothing has to be noted but the use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsPlainHit(ValueEntry entry, string? version)
    {
        var now = Now;
        return now < entry.PlainUntil && !Switch.IsUsed && (version is null || version == entry.Version)
            && (entry.Stamps is null && Tags.IsLocal ? All.Ticks < entry.Created : PurgedOf(entry, now) == false);
    }

    public Found Examine(ValueEntry entry, string? version, long now)
    {
        if (version is not null && version != entry.Version)
        {
            return Found.Miss;
        }

        if (entry.IsGoneAt(now))
        {
            Table?.Expire(entry);
            return Found.Miss;
        }

        return PurgedOf(entry, now) switch
        {
            null => Found.Unknown,
            true => Drop(entry),
            _ => now < entry.FreshUntil ? Found.Fresh : Found.Stale,
        };
    }

    /// <summary>Reads the stamps that decide about an entry, from the store if they are old.</summary>
    public async ValueTask<bool> IsPurgedAsync(IReadOnlyList<string> tags, long created, StoreBudget budget, CancellationToken cancellationToken)
    {
        var reading = IsPurgedAsync(tags, created, cancellationToken);
        if (reading.IsCompleted || budget.IsUnlimited)
        {
            return await reading.ConfigureAwait(false);
        }

        var work = reading.AsTask();
        return await budget.WaitAsync(work, cancellationToken).ConfigureAwait(false) && await work.ConfigureAwait(false);
    }

    public TagStamp[]? StampsOf(IReadOnlyList<string> tags) => tags.Count == 0 ? null : [.. tags.Select(Tags.Of)];

    public void Evicted(ValueEntry entry)
    {
        Counters.Evictions.Increment();
        CountEviction(entry.Key);
        Telemetry.Evicted(entry.Key, entry.Size, MemoryTier);
    }

    public void Expired(ValueEntry entry)
    {
        Counters.Expirations.Increment();
        Telemetry.Expired(entry.Key, MemoryTier);
    }

    public void Close()
    {
        IsClosed = true;
        _listening?.Dispose();
        Flights.StopAll();
        Telemetry.Dispose();
    }

    private async ValueTask<bool> IsPurgedAsync(IReadOnlyList<string> tags, long created, CancellationToken cancellationToken)
    {
        var all = All;
        if (!Tags.IsLocal && !all.IsFresh(Now, Tags.RefreshTicks))
        {
            await Tags.ReadAsync(all, cancellationToken).ConfigureAwait(false);
        }

        return all.Ticks >= created || await Tags.IsPurgedAsync(tags, new DateTimeOffset(created, TimeSpan.Zero), cancellationToken).ConfigureAwait(false);
    }

    private bool? PurgedOf(ValueEntry entry, long now)
    {
        var all = All;
        if (all.Ticks >= entry.Created)
        {
            return true;
        }

        var known = IsKnown(all, now);
        foreach (var stamp in entry.Stamps ?? [])
        {
            if (stamp.Ticks >= entry.Created)
            {
                return true;
            }

            known &= !stamp.Dropped && IsKnown(stamp, now);
        }

        return entry.Stamps is not null && Tags.IsBelowFloor(entry.Created) ? true : known ? false : null;
    }

    // A stamp past half its time is read again in the background, so that what is used often never waits for it.
    private bool IsKnown(TagStamp stamp, long now)
    {
        if (Tags.IsLocal)
        {
            return true;
        }

        if (!stamp.IsFresh(now, Tags.RefreshTicks))
        {
            return false;
        }

        if (!stamp.IsFresh(now, Tags.RefreshTicks / 2) && stamp.Reading is not { IsCompleted: false })
        {
            _ = Tags.ReadAsync(stamp, CancellationToken.None);
        }

        return true;
    }

    private Found Drop(ValueEntry entry)
    {
        Table?.Remove(entry);
        return Found.Miss;
    }
}
