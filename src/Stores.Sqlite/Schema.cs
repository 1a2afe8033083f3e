using System.Globalization;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>The tables: what is known of records in the one, their values in the other, so that listing and evicting touch no value.</summary>
internal static class Schema
{
    public const int Version = 1;

    // "Frsh"; SQLite's own tools show it.
    private const int ApplicationId = 0x46727368;

    /// <summary>Makes a connection ready, and the tables where they are absent.</summary>
    /// <exception cref="StoreException">A later version of Freshet made the tables, or another program.</exception>
    public static void Prepare(Connection connection, string file, bool sync)
    {
        connection.Execute("PRAGMA page_size=8192; PRAGMA auto_vacuum=INCREMENTAL");
        connection.Execute("PRAGMA journal_mode=WAL; PRAGMA journal_size_limit=67108864; PRAGMA temp_store=MEMORY");
        connection.Execute(sync ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            long application = connection.Scalar("PRAGMA application_id"), version = connection.Scalar("PRAGMA user_version");
            if (application == 0 && version == 0 && connection.Scalar("SELECT count(*) FROM sqlite_master") == 0)
            {
                Create(connection);
            }
            else if (application != ApplicationId && connection.Scalar("SELECT count(*) FROM sqlite_master WHERE name IN ('records', 'contents')") < 2)
            {
                throw new StoreException($"{file} is a SQLite database of another program; give the store a file of its own.");
            }
            else if (version > Version)
            {
                throw new StoreException($"The SQLite store in {file} has format {version}; this version of Freshet reads formats up to {Version}.");
            }

            connection.Execute("COMMIT");
        }
        catch
        {
            if (connection.InTransaction)
            {
                connection.Execute("ROLLBACK");
            }

            throw;
        }
    }

    /// <summary>The number that tells this database from one that has taken its place.</summary>
    public static long Identity(Connection connection) => connection.Scalar("SELECT identity FROM store");

    private static void Create(Connection connection)
    {
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id={ApplicationId}; PRAGMA user_version={Version}"));
        connection.Execute(
            """
            CREATE TABLE records (
              key BLOB PRIMARY KEY, value INTEGER NOT NULL, bytes INTEGER NOT NULL, expires INTEGER, used INTEGER NOT NULL, digest INTEGER NOT NULL
            ) WITHOUT ROWID;
            CREATE TABLE store (identity INTEGER NOT NULL);
            INSERT INTO store VALUES (random());
            CREATE TABLE contents (id INTEGER PRIMARY KEY AUTOINCREMENT, bytes BLOB NOT NULL);
            CREATE INDEX by_expiry ON records (expires) WHERE expires IS NOT NULL;
            CREATE INDEX by_use ON records (used);
            """);
    }
}
