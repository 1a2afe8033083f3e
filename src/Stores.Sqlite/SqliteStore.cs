using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A store in a SQLite database; several processes may share the file.</summary>
/// <remarks>
/// All writes of a process pass one gate, and those that wait go into one transaction; reads run beside them, each on a connection of its own, and see
/// what the last transaction left. What a write acknowledged outlives the process; <see cref="FlushAsync"/> makes it outlive the machine. SQLite runs on
/// the thread pool, never on the caller's thread.
/// </remarks>
public sealed partial class SqliteStore : ICacheStore, IFlushable, IObservableStore, ICompactable
{
    private readonly SqliteStoreOptions _options;
    private readonly Database _database;
    private readonly StoreObservers _observers = new();
    private readonly Housekeeper _housekeeper;
    private readonly ReaderPool _readers;
    private readonly WriteQueue _writes;
    private Connection _writer;
    private int _disposed;

    private SqliteStore(SqliteStoreOptions options, Database database, Connection writer)
    {
        _options = options;
        _database = database;
        _writer = writer;
        _housekeeper = new Housekeeper(options, _observers);
        _readers = new ReaderPool(options.Readers, database.OpenReader);
        _writes = new WriteQueue(Commit);
    }

    /// <summary>Opens the store in a file, and makes the file when it is absent.</summary>
    /// <exception cref="OptionsException">An option can't work.</exception>
    /// <exception cref="StoreException">The file can't be used: another program's, damaged and not to be set aside, or of a later version.</exception>
    public static async ValueTask<SqliteStore> OpenAsync(SqliteStoreOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        cancellationToken.ThrowIfCancellationRequested();
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var database = new Database(options);
        try
        {
            return new SqliteStore(options, database, database.OpenWriter());
        }
        catch (Exception e) when (IsFault(e))
        {
            throw new StoreException($"The SQLite store in {database.File} can't be opened: {e.Message}", e);
        }
    }

    /// <summary>Brings the store in a file to the present version of its tables; there has been one only.</summary>
    /// <exception cref="OptionsException">An option can't work.</exception>
    /// <exception cref="StoreException">The file can't be used, or is of a later version.</exception>
    public static async ValueTask<StoreMigration> MigrateAsync(SqliteStoreOptions options, CancellationToken cancellationToken = default)
    {
        await (await OpenAsync(options, cancellationToken).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        return new StoreMigration(Schema.Version, Schema.Version, 0);
    }

    /// <summary>Adds an observer; the first is also told of a database that the opening set aside.</summary>
    public IDisposable Observe(IStoreObserver observer)
    {
        IDisposable observing = _observers.Add(observer);
        if (_database.TakeProblem() is { } problem)
        {
            observer.Corrupt(_database.File, _options.Name, problem);
        }

        return observing;
    }

    /// <inheritdoc/>
    public async ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        Found found = await ReadAsync(connection => Find(connection, key), new Found(null, 0, false, "the database is damaged"), cancellationToken)
            .ConfigureAwait(false);
        if (found.Problem is not null)
        {
            _observers.Corrupt(key, _options.Name, found.Problem);
        }

        if (found.Problem is not null || found.Expired)
        {
            _ = DropAsync(key);
        }
        else if (found.Record is not null && _housekeeper.WantsUse(found.Used, Now))
        {
            _housekeeper.Used(key);
        }

        return found.Record;
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckValue(value);
        Check(key, cancellationToken);
        byte[] utf8 = Records.Utf8(key);
        await WriteAsync(
            connection =>
            {
                Records.Set(connection, utf8, value.Span, Records.Ticks(expires), Now.UtcTicks);
                return 0;
            },
            value.Length,
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        byte[] utf8 = Records.Utf8(key);
        return await WriteAsync(
            connection => Records.Remove(connection, utf8, out long? expires) && !(expires <= Now.UtcTicks) ? 1 : 0, 0, cancellationToken)
            .ConfigureAwait(false) != 0;
    }

    /// <summary>Makes every write that returned before this call outlive the machine, not only the process.</summary>
    /// <exception cref="StoreException">The disk failed.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        await WriteAsync(static _ => 0, 0, cancellationToken, sync: true).ConfigureAwait(false);
    }

    /// <summary>Waits for the writes that were taken, and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _writes.CloseAsync().ConfigureAwait(false);
            _readers.Dispose();
            _writer.Dispose();
        }
    }

    private DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    private static bool IsFault(Exception e) => e is UnauthorizedAccessException or (IOException and not StoreException);

    private Found Find(Connection connection, string key)
    {
        byte[] utf8 = Records.Utf8(key);
        Statement find = connection[
            "SELECT r.expires, r.digest, r.used, r.bytes, c.bytes FROM records r LEFT JOIN contents c ON c.id = r.value WHERE r.key = ?1"].Bind(1, utf8);
        try
        {
            if (!find.Step())
            {
                return default;
            }

            long? expires = find.NumberOrNull(0);
            if (expires <= Now.UtcTicks)
            {
                return new(null, 0, true, null);
            }

            ReadOnlySpan<byte> value = find.Blob(4);
            if (value.Length != find.Number(3) || Records.Digest(utf8, value, expires) != find.Number(1))
            {
                return new(null, 0, false, "the value was altered");
            }

            byte[] bytes = StoreBuffers.Rent(value.Length);
            value.CopyTo(bytes);
            return new(StoreRecord.Rented(bytes, ..value.Length, Records.Time(expires), _options.Name), find.Number(2), false, null);
        }
        finally
        {
            find.Reset();
        }
    }

    private void Check(string key, CancellationToken cancellationToken)
    {
        StoreLimits.CheckKey(key);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private readonly record struct Found(StoreRecord? Record, long Used, bool Expired, string? Problem);
}
