namespace Freshet.Flows;

/// <summary>What happens to an observable's item when the buffer is full. An observable can't be made to wait.</summary>
public enum Overflow
{
    /// <summary>The arriving item is dropped, and counted.</summary>
    DropNewest,

    /// <summary>The item that waits longest is dropped, and counted.</summary>
    DropOldest,

    /// <summary>The source breaks, and with it the flow.</summary>
    Fail,
}
