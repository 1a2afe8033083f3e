using SQLitePCL;

namespace Freshet.Stores;

/// <summary>What SQLite answered instead of doing what it was asked.</summary>
internal sealed class SqliteFault(int code, string message, string file) : IOException($"SQLite says {code} of {file}: {message}")
{
    public int Code { get; } = code & 0xFF;

    /// <summary>Whether the file is not the database it should be.</summary>
    public bool IsDamage => Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_FORMAT or raw.SQLITE_ERROR or raw.SQLITE_MISMATCH or raw.SQLITE_CONSTRAINT;
}
