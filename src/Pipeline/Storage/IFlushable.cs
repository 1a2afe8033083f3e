namespace Freshet.Storage;

/// <summary>A store whose writes may be made durable on demand.</summary>
public interface IFlushable
{
    /// <summary>Makes every write that returned before this call durable.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken = default);
}
