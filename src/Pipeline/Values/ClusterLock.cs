using Freshet.Storage;

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

    /// <summary>The store of the leases.</summary>
    /// <value>The cache's own store unless set.</value>
    public ILeaseStore? Leases { get; init; }

    /// <summary>Whether a wait in vain throws a <see cref="TimeoutException"/>, which sheds load, rather than making the value.</summary>
    /// <value>False unless set.</value>
    public bool RaisesOnTimeout { get; init; }

    internal IEnumerable<string> Problems()
    {
        if (Lease <= TimeSpan.Zero || Wait <= TimeSpan.Zero)
        {
            yield return $"{nameof(ValueCacheOptions.Cluster)} has {nameof(Lease)} {Lease} and {nameof(Wait)} {Wait}; more than zero is right.";
        }
    }
}
