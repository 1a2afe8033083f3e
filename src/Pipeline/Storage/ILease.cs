namespace Freshet.Storage;

/// <summary>The right to be the only one at something, for a time; disposal gives it back and never throws.</summary>
public interface ILease : IAsyncDisposable
{
    /// <summary>What the lease is of.</summary>
    string Name { get; }

    /// <summary>Makes the lease last that long from now.</summary>
    /// <returns>Whether it was still held; when false, somebody else may have it.</returns>
    ValueTask<bool> RenewAsync(TimeSpan duration, CancellationToken cancellationToken = default);
}
