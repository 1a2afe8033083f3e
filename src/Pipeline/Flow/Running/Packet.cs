namespace Freshet.Flows;

/// <summary>An item and the ticket of the loop it came from, if any.</summary>
internal readonly record struct Packet<T>(T Item, Ticket? Ticket);

/// <summary>What a reader got: a packet, or the end.</summary>
internal readonly record struct Taken<T>(bool More, Packet<T> Packet);
