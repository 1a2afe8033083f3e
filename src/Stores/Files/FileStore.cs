using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Freshet.Storage;
using Microsoft.Win32.SafeHandles;

namespace Freshet.Stores;

/// <summary>A store that keeps each record in a file of its own; several processes may share the directory.</summary>
/// <remarks>
/// A record is written to a new file, which then takes the place of the old one in one step: a reader gets the one or the other whole, and a process
/// that is killed leaves at most a file that nobody reads. What a write acknowledged outlives the process; <see cref="FlushAsync"/> makes it outlive
/// the machine. File operations run on the thread pool, never on the caller's thread.
/// </remarks>
public sealed partial class FileStore : ICacheStore, IFlushable, IObservableStore, ICompactable
{
    private const int PublishesPerBudget = 256;

    private readonly FileStoreOptions _options;
    private readonly FileLayout _layout;
    private readonly FileUsage _usage;
    private readonly FileEvictor _evictor;
    private readonly FileSweeper? _sweeper;
    private readonly StoreObservers _observers = new();
    private readonly Lock[] _stripes = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];
    private readonly ConcurrentDictionary<string, byte>? _unsynced = DiskSync.HasFileSystem ? null : new(StringComparer.Ordinal);
    private int _disposed;

    private FileStore(FileStoreOptions options, FileLayout layout)
    {
        _options = options;
        _layout = layout;
        _usage = new FileUsage(layout.Usage, (options.MaxBytes ?? 1L << 40) / PublishesPerBudget);
        _evictor = new FileEvictor(options, layout, _usage, Evict);
        _sweeper = options.SweepInterval is { } interval ? new FileSweeper(options.TimeProvider, interval, Sweep) : null;
    }

    /// <summary>The bytes that the files take on disk, as near as the processes that share the directory know it.</summary>
    public long Bytes => _usage.Bytes;

    /// <summary>Opens the store in a directory, and makes the directory when it is absent.</summary>
    /// <exception cref="OptionsException">An option can't work.</exception>
    /// <exception cref="StoreException">The directory can't be used, or a later version of Freshet made the store.</exception>
    public static async ValueTask<FileStore> OpenAsync(FileStoreOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        cancellationToken.ThrowIfCancellationRequested();
        await YieldAsync();
        var layout = new FileLayout(options.Directory);
        layout.Open();
        var store = new FileStore(options, layout);
        if (!store._usage.TryLoad() && options.MaxBytes is not null)
        {
            _ = store._evictor.StartAsync();
        }

        return store;
    }

    /// <summary>Brings the store in a directory to the present version of the format; there has been one only.</summary>
    /// <exception cref="OptionsException">An option can't work.</exception>
    /// <exception cref="StoreException">The directory can't be used, or a later version of Freshet made the store.</exception>
    public static async ValueTask<StoreMigration> MigrateAsync(FileStoreOptions options, CancellationToken cancellationToken = default)
    {
        await (await OpenAsync(options, cancellationToken).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        return new StoreMigration(FileLayout.Version, FileLayout.Version, 0);
    }

    /// <inheritdoc/>
    public IDisposable Observe(IStoreObserver observer) => _observers.Add(observer);

    /// <inheritdoc/>
    public async ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        await YieldAsync();
        string path = _layout.PathOf(key);
        try
        {
            using SafeFileHandle? file = RecordFile.TryOpen(path);
            if (file is null)
            {
                return null;
            }

            StoreRecord? record = RecordFile.Read(file, key, _options.Name, out RecordEnvelope header, out string? problem);
            if (record is not null && !header.ExpiredAt(Now))
            {
                Used(path, file);
                return record;
            }

            record?.Dispose();
            Drop(path, key, problem);
            return null;
        }
        catch (Exception e) when (IsFault(e))
        {
            throw new StoreException($"The record of '{key}' can't be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckValue(value);
        Check(key, cancellationToken);
        await YieldAsync();
        if (_evictor.Full)
        {
            await _evictor.StartAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        string path = _layout.PathOf(key);
        try
        {
            Write(path, key, value.Span, expires, cancellationToken);
        }
        catch (Exception e) when (IsFault(e))
        {
            throw new StoreException($"The record of '{key}' can't be written: {e.Message}", e);
        }

        _evictor.Look();
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        await YieldAsync();
        bool live = false;
        try
        {
            Take(_layout.PathOf(key), file =>
            {
                live = RecordFile.ReadKey(file, out RecordEnvelope header) == key && !header.ExpiredAt(Now);
                return true;
            });
        }
        catch (Exception e) when (IsFault(e))
        {
            throw new StoreException($"The record of '{key}' can't be removed: {e.Message}", e);
        }

        return live;
    }

    /// <summary>Makes every write that returned before this call outlive the machine, not only the process.</summary>
    /// <exception cref="StoreException">The disk failed.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        await YieldAsync();
        try
        {
            if (_unsynced is null)
            {
                DiskSync.FileSystem(_layout.Root);
                return;
            }

            foreach ((string path, _) in _unsynced)
            {
                _unsynced.TryRemove(path, out _);
                using SafeFileHandle? file = RecordFile.TryOpen(path);
                if (file is not null)
                {
                    RandomAccess.FlushToDisk(file);
                }
            }
        }
        catch (Exception e) when (IsFault(e))
        {
            throw new StoreException($"The files in {_layout.Root} can't be brought to the disk: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await (_sweeper?.DisposeAsync() ?? default).ConfigureAwait(false);
            await _evictor.StopAsync().ConfigureAwait(false);
            _usage.Publish();
        }
    }

    private DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    private static bool IsFault(Exception e) => e is UnauthorizedAccessException or (IOException and not StoreException);

    private static ConfiguredTaskAwaitable YieldAsync() => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    private void Check(string key, CancellationToken cancellationToken)
    {
        StoreLimits.CheckKey(key);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
