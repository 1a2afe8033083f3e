using System.Globalization;
using Freshet.Storage;
using SQLitePCL;

namespace Freshet.Stores;

/// <summary>The file: opened, and set aside when it is damaged.</summary>
internal sealed class Database(SqliteStoreOptions options)
{
    private long _identity;
    private string? _problem;

    public string File { get; } = Path.GetFullPath(options.File);

    /// <summary>Counts how often another file has taken its place.</summary>
    public int Generation { get; private set; }

    /// <summary>Opens the connection for writing, and makes file and tables where they are absent.</summary>
    public Connection OpenWriter()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        try
        {
            return OpenAndPrepare();
        }
        catch (SqliteFault fault) when (fault.IsDamage && options.Damaged == DamagedDatabase.SetAside)
        {
            _problem = fault.Message;
            return Replace(null);
        }
    }

    /// <summary>Why the opening set a file aside, told once; null where it did not.</summary>
    public string? TakeProblem() => Interlocked.Exchange(ref _problem, null);

    public Connection OpenReader()
    {
        Connection connection = new(File, options.BusyTimeout);
        try
        {
            connection.Execute("PRAGMA query_only=ON; PRAGMA cache_size=-512");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Closes a damaged database, sets it aside and opens an empty one, or the one that another process put there meanwhile.</summary>
    public Connection Replace(Connection? damaged)
    {
        damaged?.Dispose();
        Generation++;
        if (damaged is not null && TryOpenOther() is { } other)
        {
            return other;
        }

        string time = options.TimeProvider.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        string aside = $"{File}.damaged-{time}-{Guid.NewGuid().ToString("N")[..8]}";

        // In this order: what is left when it ends in the middle is never taken for the log of the new file.
        foreach (string part in (string[])["-wal", "-shm", ""])
        {
            if (System.IO.File.Exists(File + part))
            {
                System.IO.File.Move(File + part, aside + part, overwrite: true);
            }
        }

        return OpenAndPrepare();
    }

    private Connection? TryOpenOther()
    {
        long known = _identity;
        Connection? connection = null;
        try
        {
            connection = OpenAndPrepare();
            if (_identity != known)
            {
                return connection;
            }
        }
        catch (SqliteFault)
        {
            // Then it is as bad as it was.
        }

        connection?.Dispose();
        return null;
    }

    private Connection OpenAndPrepare()
    {
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Connection? connection = null;
            try
            {
                connection = new(File, options.BusyTimeout);
                Schema.Prepare(connection, File, options.SyncEveryWrite);
                _identity = Schema.Identity(connection);
                return connection;
            }
            catch (SqliteFault fault) when (fault.Code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED && TimeProvider.System.GetElapsedTime(started) < options.BusyTimeout)
            {
                // SQLite itself does not wait where two processes turn to the log at the same time.
                connection?.Dispose();
                Thread.Sleep(5);
            }
            catch
            {
                connection?.Dispose();
                throw;
            }
        }
    }
}
