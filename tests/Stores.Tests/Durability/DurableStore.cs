using System.Globalization;
using Freshet.Storage;

namespace Freshet.Stores.Tests.Durability;

/// <summary>A kind of store that outlives its process, as the crash, damage and full disk tests open it; the variant is the number of the round.</summary>
internal sealed record DurableStore(string Name, Func<string, int, ValueTask<ICacheStore>> OpenAsync)
{
    /// <summary>Whether a write is acknowledged as durable by its return; by the next flush otherwise.</summary>
    public Func<int, bool> WritesAreDurable { get; init; } = static _ => true;

    /// <summary>Whether its budget is so small that records leave while the test runs.</summary>
    public bool Evicts { get; init; }

    /// <summary>Whether the writing process compacts the store all the time.</summary>
    public bool Compacts { get; init; }

    /// <summary>Whether damage in the wrong place costs everything.</summary>
    public bool MayLoseAll { get; init; }

    /// <summary>Whether its files may be copied while it is open, and are then those of a process that was killed.</summary>
    public bool CopiesWhileOpen { get; init; }

    /// <summary>Whether a record that damage cost is an event when it, or the listing that shows what became of its key, is read.</summary>
    public Func<string, bool> Counts { get; init; } = static _ => false;

    public static IReadOnlyList<DurableStore> All { get; } =
    [
        new("faster", (directory, round) => FasterAsync(directory, round, 512)) { WritesAreDurable = IsEveryWrite },
        new("faster-small", (directory, round) => FasterAsync(directory, round, 16)) { WritesAreDurable = IsEveryWrite, Evicts = true },
        new("faster-compacting", (directory, round) => FasterAsync(directory, round, 512)) { WritesAreDurable = IsEveryWrite, Compacts = true },
        new("files", (directory, round) => FilesAsync(directory, round, null)) { CopiesWhileOpen = true, Counts = static _ => true },
        new("files-compacting", (directory, round) => FilesAsync(directory, round, null)) { Compacts = true },
        new("files-small", (directory, round) => FilesAsync(directory, round, 4 << 20)) { Evicts = true },
        new("sqlite", (directory, round) => SqliteAsync(directory, round, null))
        {
            MayLoseAll = true,
            CopiesWhileOpen = true,

            // What a damaged log has lost was never written, as far as SQLite can tell.
            Counts = static file => file == "store.db",
        },
        new("sqlite-compacting", (directory, round) => SqliteAsync(directory, round, null)) { MayLoseAll = true, Compacts = true },
        new("sqlite-small", (directory, round) => SqliteAsync(directory, round, 4 << 20)) { Evicts = true },
    ];

    /// <summary>Those whose records all stay.</summary>
    public static IEnumerable<string> Whole => All.Where(s => !s.Evicts && !s.Compacts).Select(s => s.Name);

    public static DurableStore Named(string name) => All.Single(s => s.Name == name);

    /// <summary>How often to do it: what the environment says, for the long runs of <c>bench/stores/prove</c>, or a few times.</summary>
    public static int Times(string variable, int unlessTold) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int told) ? told : unlessTold;

    private static bool IsEveryWrite(int round) => (CommitPolicy)(round % 3) == CommitPolicy.EveryWrite;

    private static async ValueTask<ICacheStore> FasterAsync(string directory, int round, int megabytes) => await FasterStore.OpenAsync(new FasterStoreOptions
    {
        Directory = directory,
        Commit = (CommitPolicy)(round % 3),
        MaxBytes = megabytes << 20,
        SegmentBytes = 4 << 20,
        MemoryBytes = 8 << 20,
    });

    private static async ValueTask<ICacheStore> FilesAsync(string directory, int round, long? most) =>
        await FileStore.OpenAsync(new FileStoreOptions { Directory = directory, MaxBytes = most, SyncEveryWrite = round % 3 == 2 });

    private static async ValueTask<ICacheStore> SqliteAsync(string directory, int round, long? most) =>
        await SqliteStore.OpenAsync(new SqliteStoreOptions { File = Path.Combine(directory, "store.db"), MaxBytes = most, SyncEveryWrite = round % 3 == 2 });
}
