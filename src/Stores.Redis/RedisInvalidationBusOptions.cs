namespace Freshet.Stores;

/// <summary>The options of a <see cref="RedisInvalidationBus"/>.</summary>
public sealed record RedisInvalidationBusOptions
{
    /// <summary>Where Redis is, and the key prefix under which the bus keeps what was published: that of the shared store.</summary>
    public RedisStoreOptions Redis { get; init; } = new();

    /// <summary>
    /// How many messages Redis keeps for machines that were away: 10,000 unless set, of up to 256 changes each. Who missed more takes
    /// everything for changed.
    /// </summary>
    public int MaxKept { get; init; } = 10_000;

    /// <summary>How many changes wait here for Redis to answer: 10,000 unless set. With more, one message says that everything changed.</summary>
    public int MaxUnsent { get; init; } = 10_000;

    /// <summary>How often it looks for messages of which it was not told, and tries Redis again: a second unless set.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    internal void Check()
    {
        OptionsException.ThrowIfAny(nameof(RedisInvalidationBusOptions), Problems());
        Redis.Check();
    }

    private IEnumerable<string> Problems()
    {
        if (Redis is null)
        {
            yield return $"{nameof(Redis)} is null.";
        }

        foreach ((string name, int value) in ((string, int)[])[(nameof(MaxKept), MaxKept), (nameof(MaxUnsent), MaxUnsent)])
        {
            if (value < 1)
            {
                yield return $"{name} is {value:N0}; 1 or more is right.";
            }
        }

        if (Interval < TimeSpan.FromMilliseconds(1) || Interval > TimeSpan.FromHours(1))
        {
            yield return $"{nameof(Interval)} is {Interval}; a millisecond to an hour is right.";
        }
    }
}
