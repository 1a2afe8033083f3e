using SQLitePCL;

namespace Freshet.Stores;

/// <summary>A connection to the database with its prepared statements, used by one thread at a time.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private readonly sqlite3 _database;
    private readonly string _file;

    static Connection() => Batteries_V2.Init();

    public Connection(string file, TimeSpan busyTimeout)
    {
        _file = file;
        const int Flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX;
        int code = raw.sqlite3_open_v2(file, out _database, Flags, null);
        if (code != raw.SQLITE_OK)
        {
            SqliteFault fault = Fault(code);
            _database.Dispose();
            throw fault;
        }

        try
        {
            Check(raw.sqlite3_busy_timeout(_database, (int)busyTimeout.TotalMilliseconds));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public long LastRowId => raw.sqlite3_last_insert_rowid(_database);

    public bool InTransaction => raw.sqlite3_get_autocommit(_database) == 0;

    /// <summary>The statement of a text, which is a constant: it is prepared once.</summary>
    public Statement this[string sql]
    {
        get
        {
            if (!_statements.TryGetValue(sql, out Statement? statement))
            {
                Check(raw.sqlite3_prepare_v2(_database, sql, out sqlite3_stmt handle));
                _statements[sql] = statement = new Statement(handle, this);
            }

            return statement;
        }
    }

    /// <summary>Runs statements that give no rows, or whose rows don't matter.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_database, sql));

    /// <summary>Runs statements whose failure changes nothing.</summary>
    public void TryExecute(string sql) => _ = raw.sqlite3_exec(_database, sql);

    /// <summary>The one number that a statement gives.</summary>
    public long Scalar(string sql)
    {
        Statement statement = this[sql];
        long number = statement.Step() ? statement.Number(0) : 0;
        statement.Reset();
        return number;
    }

    public void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Fault(code);
        }
    }

    public SqliteFault Fault(int code) => new(code, raw.sqlite3_errmsg(_database).utf8_to_string(), _file);

    public void Dispose()
    {
        foreach (Statement statement in _statements.Values)
        {
            statement.Dispose();
        }

        _database.Dispose();
    }
}
