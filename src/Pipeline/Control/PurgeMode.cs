namespace Freshet.Control;

/// <summary>What a purge leaves.</summary>
public enum PurgeMode
{
    /// <summary>Nothing: what is purged counts as never stored.</summary>
    Hard,

    /// <summary>Stale responses: they are validated before their next use, and may stand in where stale ones may.</summary>
    Soft,
}
