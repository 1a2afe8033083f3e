namespace Freshet.Stores;

/// <summary>The newest record of one key that is on its way to a tier.</summary>
internal sealed class QueuedWrite
{
    /// <summary>The bytes, of which readers see nothing once they are null.</summary>
    public byte[]? Value { get; set; }

    public DateTimeOffset? Expires { get; set; }

    /// <summary>Whether a writer has taken it.</summary>
    public bool IsWriting { get; set; }

    /// <summary>Whether there is something that no writer has taken yet.</summary>
    public bool HasNext { get; set; }

    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
