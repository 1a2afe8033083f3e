namespace Freshet.Values;

/// <summary>Has a decorated interface keep the results of a method, or of all methods that have results.</summary>
/// <remarks><see cref="DecorateExtensions.Decorate"/> makes the decorator. What is not set is as the cache's defaults say.</remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Interface)]
public sealed class CachedAttribute : Attribute
{
    /// <summary>How long a result is fresh, in seconds; infinite is for ever.</summary>
    public double Seconds { get; init; } = double.NaN;

    /// <summary>How long a result is fresh after each use, in seconds.</summary>
    public double SlidingSeconds { get; init; } = double.NaN;

    /// <summary>How long a stale result is kept to stand in for a call that fails, in seconds.</summary>
    public double StaleSeconds { get; init; } = double.NaN;

    /// <summary>A tag of the results; <c>{id}</c> in it stands for the argument of that name.</summary>
    public string? Tag { get; init; }

    /// <summary>More tags, as <see cref="Tag"/>.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>The names of arguments that are not part of the key.</summary>
    public string[] Exclude { get; init; } = [];

    /// <summary>A version of the results: those of another one are made anew.</summary>
    public string? Version { get; init; }

    /// <summary>Whether the method's results are kept; false takes a method out of its interface's attribute.</summary>
    /// <value>True unless set.</value>
    public bool Enabled { get; init; } = true;

    internal ValueOptions Options => new()
    {
        Lifetime = Time(Seconds),
        Sliding = Time(SlidingSeconds),
        Version = Version,
        Resilience = Time(StaleSeconds) is { } stale ? new ValueResilience { StaleFor = stale } : null,
    };

    internal string[] AllTags => Tag is null ? Tags : [Tag, .. Tags];

    private static TimeSpan? Time(double seconds) =>
        double.IsNaN(seconds) ? null : double.IsPositiveInfinity(seconds) ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);
}
