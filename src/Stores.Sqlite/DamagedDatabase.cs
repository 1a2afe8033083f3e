namespace Freshet.Stores;

/// <summary>What a <see cref="SqliteStore"/> does about a database that can't be read any more.</summary>
public enum DamagedDatabase
{
    /// <summary>It is renamed to <c>FILE.damaged-TIME</c>, and an empty one takes its place; what was in it are misses.</summary>
    SetAside,

    /// <summary>It stays, and every call that meets the damage throws <see cref="Storage.StoreException"/>.</summary>
    Refuse,
}
