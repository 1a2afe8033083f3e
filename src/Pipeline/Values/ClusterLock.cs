namespace Freshet.Values;

/// <summary>How the processes that share a store agree on which of them makes a value.</summary>
/// <remarks>It saves work and is no guarantee: when the lease can't be had because the store fails, the value is made all the same.</remarks>
public sealed record ClusterLock
{
    /// <summary>How long a process may hold the lease of a key before another one takes over.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a process waits for another one's value.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it looks whether the value is there.</summary>
    /// <value>The default is 50 milliseconds.</value>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether a wait in vain throws a <see cref="TimeoutException"/>, which sheds load, rather than making the value.</summary>
    /// <value>False unless set.</value>
    public bool RaisesOnTimeout { get; init; }

    internal IEnumerable<string> Problems()
    {
        if (Lease <= TimeSpan.Zero || Wait <= TimeSpan.Zero || Poll <= TimeSpan.Zero)
        {
            yield return $"{nameof(ValueCacheOptions.Cluster)} has {nameof(Lease)} {Lease}, {nameof(Wait)} {Wait}, {nameof(Poll)} {Poll}; more than zero is right.";
        }
    }
}
