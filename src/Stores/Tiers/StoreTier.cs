using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A store as one tier of a <see cref="TieredStore"/>.</summary>
/// <param name="Name">The name that records and events carry, for example <c>memory</c>; each tier has its own.</param>
/// <param name="Store">The store; the tiered store disposes it.</param>
public sealed record StoreTier(string Name, ICacheStore Store);
