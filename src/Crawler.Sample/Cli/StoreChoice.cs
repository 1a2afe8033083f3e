namespace Freshet.Program.Cli;

/// <summary>Where responses are stored.</summary>
/// <param name="Kind">Which store.</param>
/// <param name="Directory">The directory, file or address of the store.</param>
/// <param name="MaxBytes">The store's bound, or null for the default.</param>
/// <param name="MemoryTier">The bytes of a memory tier over the store, or null for none.</param>
internal sealed record StoreChoice(StoreKind Kind, string Directory = "", long? MaxBytes = null, long? MemoryTier = null)
{
    /// <summary>As the user wrote it.</summary>
    public string Text { get; init; } = Directory;

    /// <summary>Whether the store is left as large as it is: who only looks into it does not know its bound.</summary>
    public bool Unbounded { get; init; }

    /// <summary>The stores of a tiered one, in order of speed.</summary>
    public IReadOnlyList<StoreChoice> Tiers { get; init; } = [];

    /// <summary>The directory for a user who names none, or null when the system has none.</summary>
    public static string? DefaultDirectory()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } xdg && Path.IsPathRooted(xdg))
        {
            return Path.Combine(xdg, "freshet");
        }

        if (OperatingSystem.IsWindows())
        {
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "freshet", "cache");
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length == 0 ? null : Path.Combine(home, OperatingSystem.IsMacOS() ? "Library/Caches" : ".cache", "freshet");
    }
}

/// <summary>The stores to choose from.</summary>
internal enum StoreKind
{
    Disk,
    Memory,
    None,
    Files,
    Sqlite,
    Redis,
    Memcached,
    S3,
    DynamoDb,
    Tiered,
}
