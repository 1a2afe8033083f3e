namespace Freshet.Rules;

/// <summary>A freshness lifetime that the cache's owner sets in place of the server's.</summary>
/// <remarks>
/// It takes the place of <c>max-age</c>, <c>s-maxage</c>, <c>Expires</c>, the heuristics and <c>no-cache</c>. Whether a response may be stored
/// at all is another question; see <see cref="CachePolicy.Ignored"/> and <see cref="CachePolicy.ForceStore"/>.
/// </remarks>
public abstract record Lifetime
{
    private Lifetime()
    {
    }

    /// <summary>Fresh for ever.</summary>
    public static Lifetime Never { get; } = new Unlimited();

    /// <summary>Stored, and validated on each use.</summary>
    public static Lifetime Immediately { get; } = new Relative(TimeSpan.Zero);

    /// <summary>Neither stored nor looked up.</summary>
    public static Lifetime DoNotStore { get; } = new Unstored();

    /// <summary>Fresh for a time from its receipt, whatever its Age was then.</summary>
    /// <param name="value">Not negative; zero is <see cref="Immediately"/>.</param>
    public static Lifetime For(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
        return new Relative(value);
    }

    /// <summary>Fresh for so many seconds from its receipt.</summary>
    /// <param name="seconds">Not negative, and a number that a time span can hold.</param>
    public static Lifetime For(double seconds) => For(TimeSpan.FromSeconds(seconds));

    /// <summary>Fresh until a point in time.</summary>
    public static Lifetime Until(DateTimeOffset value) => new Absolute(value);

    /// <summary>Reads a lifetime: seconds, a number with <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>, a date as in HTTP or ISO 8601, <c>never</c>, <c>immediately</c> or <c>do-not-store</c>.</summary>
    public static bool TryParse(string? text, out Lifetime? lifetime) => LifetimeText.TryParse(text, out lifetime);

    /// <inheritdoc cref="For(TimeSpan)"/>
    public static implicit operator Lifetime(TimeSpan value) => For(value);

    /// <summary>Calls the function of the case.</summary>
    public T Match<T>(Func<TimeSpan, T> onRelative, Func<DateTimeOffset, T> onAbsolute, Func<T> onUnlimited, Func<T> onUnstored)
    {
        ArgumentNullException.ThrowIfNull(onRelative);
        ArgumentNullException.ThrowIfNull(onAbsolute);
        ArgumentNullException.ThrowIfNull(onUnlimited);
        ArgumentNullException.ThrowIfNull(onUnstored);
        return this switch
        {
            Relative relative => onRelative(relative.Value),
            Absolute absolute => onAbsolute(absolute.Value),
            Unlimited => onUnlimited(),
            Unstored => onUnstored(),
            _ => throw new InvalidOperationException(),
        };
    }

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public sealed override string ToString() => LifetimeText.Of(this);

    /// <summary>Fresh for a time from its receipt.</summary>
    /// <param name="Value">The time.</param>
    public sealed record Relative(TimeSpan Value) : Lifetime;

    /// <summary>Fresh until a point in time.</summary>
    /// <param name="Value">The point in time.</param>
    public sealed record Absolute(DateTimeOffset Value) : Lifetime;

    /// <summary>Fresh for ever.</summary>
    public sealed record Unlimited : Lifetime;

    /// <summary>Neither stored nor looked up.</summary>
    public sealed record Unstored : Lifetime;
}
