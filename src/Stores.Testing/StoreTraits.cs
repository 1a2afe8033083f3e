using Freshet.Storage;

namespace Freshet.Stores.Testing;

/// <summary>What a store can't do exactly, because its medium can't; the defaults are the whole contract.</summary>
public sealed record StoreTraits
{
    /// <summary>Whether expiry follows the clock the store is given: true unless set. When false it follows real time, and the tests wait.</summary>
    public bool FollowsClock { get; init; } = true;

    /// <summary>How coarse a kept expiry is: zero unless set; a second, for example, where a server counts in seconds.</summary>
    public TimeSpan ExpiryPrecision { get; init; }

    /// <summary>Whether records can be listed, and so counted by a clear: true unless set. When false, a scan throws <see cref="NotSupportedException"/>.</summary>
    public bool Scans { get; init; } = true;

    /// <summary>The longest value: <see cref="StoreLimits.MaxValueBytes"/> unless set; less for a wrapper that adds to each. Longer ones are refused.</summary>
    public int MaxValueBytes { get; init; } = StoreLimits.MaxValueBytes;

    /// <summary>The longest key in UTF-8 bytes: <see cref="StoreLimits.MaxKeyBytes"/> unless set; less for a wrapper that adds to each.</summary>
    public int MaxKeyBytes { get; init; } = StoreLimits.MaxKeyBytes;

    /// <summary>How much work the tests of concurrency do, from 0 to 1: 1 unless set; less for a slow server.</summary>
    public double Load { get; init; } = 1;
}
