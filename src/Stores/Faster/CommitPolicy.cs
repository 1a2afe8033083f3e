namespace Freshet.Stores;

/// <summary>When a <see cref="FasterStore"/> makes its writes durable of its own accord.</summary>
public enum CommitPolicy
{
    /// <summary>Every <see cref="FasterStoreOptions.CommitInterval"/> the writes so far are handed to the operating system: a killed
    /// process loses at most that much. A flush and disposal also wait for the disk.</summary>
    Interval,

    /// <summary>A write returns when it is on the disk; concurrent writes share one wait.</summary>
    EveryWrite,

    /// <summary>Only a flush and disposal make writes durable, and full pages go to the operating system as they fill.</summary>
    OnFlush,
}
