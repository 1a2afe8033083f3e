namespace Freshet.Values;

// The options of one call over the cache's defaults.
internal sealed class ValuePlan
{
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(5);
    private static readonly ValueResilience NoResilience = new();
    private static readonly ResultLifetimes NoResults = new();
    private readonly TimeSpan _lifetime;
    private readonly DateTimeOffset? _expiresAt;
    private readonly TimeSpan _sliding;
    private readonly TimeSpan _jitter;

    private ValuePlan(ValueOptions call, ValueOptions defaults)
    {
        var ends = call.Lifetime is not null || call.ExpiresAt is not null || call.Sliding is not null ? call : defaults;
        _expiresAt = ends.ExpiresAt;
        _sliding = ends.Sliding ?? TimeSpan.Zero;
        _lifetime = ends.Lifetime ?? (ends.ExpiresAt is null && ends.Sliding is null ? DefaultLifetime : Timeout.InfiniteTimeSpan);
        _jitter = call.Jitter ?? defaults.Jitter ?? TimeSpan.Zero;
        Tags = call.Tags ?? defaults.Tags ?? [];
        Version = call.Version ?? defaults.Version;
        Priority = call.Priority ?? defaults.Priority ?? ValuePriority.Normal;
        Size = call.Size ?? defaults.Size;
        Places = call.Places ?? defaults.Places ?? ValuePlaces.All;
        Resilience = call.Resilience ?? defaults.Resilience ?? NoResilience;
        Results = call.Results ?? defaults.Results ?? NoResults;
    }

    public IReadOnlyList<string> Tags { get; }

    public string? Version { get; }

    public ValuePriority Priority { get; }

    public long? Size { get; }

    public ValuePlaces Places { get; }

    public ValueResilience Resilience { get; }

    public ResultLifetimes Results { get; }

    public static ValuePlan Of(ValueOptions? call, ValuePlan byDefault, ValueOptions defaults)
    {
        if (call is null)
        {
            return byDefault;
        }

        OptionsException.ThrowIfAny(nameof(ValueOptions), call.Problems());
        return new ValuePlan(call, defaults);
    }

    public static ValuePlan OfDefaults(ValueOptions defaults) => new(defaults, defaults);

    /// <summary>The times of a value stored now; null when it is not to be stored.</summary>
    public EntryTimes? TimesAt(long now, TimeSpan? otherLifetime = null, DateTimeOffset? otherEnd = null)
    {
        var lifetime = otherLifetime ?? (otherEnd is null ? _lifetime : Timeout.InfiniteTimeSpan);
        var jitter = _jitter > TimeSpan.Zero ? (long)(_jitter.Ticks * Random.Shared.NextDouble()) : 0;
        var end = lifetime == Timeout.InfiniteTimeSpan ? ValueEntry.Never : Add(Add(now, lifetime.Ticks), jitter);
        end = Math.Min(end, (otherEnd ?? (otherLifetime is null ? _expiresAt : null))?.UtcTicks ?? ValueEntry.Never);
        if (end <= now)
        {
            return null;
        }

        var fresh = _sliding > TimeSpan.Zero ? Math.Min(end, Add(now, _sliding.Ticks)) : end;
        return new EntryTimes(fresh, KeptAfter(fresh), RefreshAt(now, fresh), _sliding.Ticks, end);
    }

    public long KeptAfter(long fresh) => Add(fresh, Resilience.StaleFor.Ticks);

    public long RefreshAt(long from, long fresh) =>
        Resilience.RefreshAt is { } part && fresh != ValueEntry.Never && _sliding == TimeSpan.Zero && fresh > from
            ? from + (long)((fresh - from) * part)
            : ValueEntry.Never;

    public static long Add(long ticks, long more) =>
        ticks == ValueEntry.Never || more > DateTime.MaxValue.Ticks - ticks ? ValueEntry.Never : ticks + more;
}
