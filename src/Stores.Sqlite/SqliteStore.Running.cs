using Freshet.Storage;

namespace Freshet.Stores;

public sealed partial class SqliteStore
{
    /// <summary>Runs a read; a damaged database is replaced, and the read answers what it would without a record.</summary>
    private async ValueTask<T> ReadAsync<T>(Func<Connection, T> read, T damaged, CancellationToken cancellationToken)
    {
        int generation = _database.Generation;
        try
        {
            return await _readers.UseAsync(read, cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteFault fault) when (fault.IsDamage && _options.Damaged == DamagedDatabase.SetAside)
        {
            bool told = false;
            await WriteAsync(
                _ => told || generation != _database.Generation ? 0 : throw Tell(),
                0,
                cancellationToken).ConfigureAwait(false);
            return damaged;

            SqliteFault Tell()
            {
                told = true;
                return fault;
            }
        }
        catch (Exception e) when (IsFault(e))
        {
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            throw new StoreException($"The SQLite store in {_database.File} can't be read: {e.Message}", e);
        }
    }

    private ValueTask<long> WriteAsync(Func<Connection, long> write, long bytes, CancellationToken cancellationToken, bool sync = false) =>
        _writes.RunAsync(new WriteOperation(write, bytes, sync), cancellationToken);

    /// <summary>Removes what a reader found expired or altered, if it still is.</summary>
    private async Task DropAsync(string key)
    {
        try
        {
            await WriteAsync(
                connection =>
                {
                    Found found = Find(connection, key);
                    found.Record?.Dispose();
                    if (found.Expired)
                    {
                        _housekeeper.Expire(connection, key);
                    }
                    else if (found.Problem is not null)
                    {
                        Records.Remove(connection, Records.Utf8(key), out _);
                    }

                    return 0;
                },
                0,
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreException or ObjectDisposedException)
        {
            // It is absent for its readers all the same.
        }
    }

    private void Commit(IReadOnlyList<WriteOperation> batch)
    {
        try
        {
            try
            {
                Transact(batch);
            }
            catch (SqliteFault fault) when (fault.IsDamage && _options.Damaged == DamagedDatabase.SetAside)
            {
                _observers.Corrupt(_database.File, _options.Name, fault.Message);
                _readers.Alone(() => _writer = _database.Replace(_writer));
                Transact(batch);
            }
        }
        catch (Exception e)
        {
            Exception error = IsFault(e) ? new StoreException($"The SQLite store in {_database.File} can't be written: {e.Message}", e) : e;
            foreach (WriteOperation operation in batch)
            {
                operation.Fail(error);
            }

            return;
        }

        foreach (WriteOperation operation in batch)
        {
            operation.Succeed();
        }

        _housekeeper.Tell();
    }

    private void Transact(IReadOnlyList<WriteOperation> batch)
    {
        if (batch[0].Alone)
        {
            batch[0].Run(_writer);
            return;
        }

        bool sync = !_options.SyncEveryWrite && batch.Any(static o => o.Sync);
        if (sync)
        {
            _writer.Execute("PRAGMA synchronous=FULL");
        }

        try
        {
            _housekeeper.Begin();
            _writer["BEGIN IMMEDIATE"].Run();
            foreach (WriteOperation operation in batch)
            {
                operation.Run(_writer);
            }

            _housekeeper.Tidy(_writer, batch.Count);
            if (sync)
            {
                // Something must be written, so that the log is brought to the disk with all that is before it.
                _writer.Execute("PRAGMA user_version=1");
            }

            _writer["COMMIT"].Run();
        }
        catch
        {
            if (_writer.InTransaction)
            {
                _writer.TryExecute("ROLLBACK");
            }

            throw;
        }
        finally
        {
            if (sync)
            {
                _writer.TryExecute("PRAGMA synchronous=NORMAL");
            }
        }
    }
}
