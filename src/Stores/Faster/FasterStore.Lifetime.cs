using System.Runtime.CompilerServices;
using FASTER.core;
using Freshet.Storage;

namespace Freshet.Stores;

public sealed partial class FasterStore
{
    [MethodImpl(MethodImplOptions.NoOptimization)]
    private FasterStore(
        FasterStoreOptions options, string directory, DirectoryLock directoryLock, LogLayout layout, CancellationToken cancellationToken)
    {
        (_options, _directory, _directoryLock, _layout) = (options, directory, directoryLock, layout);
        _files = new SegmentFiles(directory, layout);
        _index = new LogIndex(layout);
        try
        {
            var recovery = new LogRecovery(directory, layout, _files, _index, options);
            recovery.Run(cancellationToken);
            long next = recovery.NextAddress;
            int pages = Math.Max(options.MemoryBytes >> layout.PageBits, 2);
            _flusher = new LogFlusher(_files, next, options.Commit == CommitPolicy.Interval ? options.CommitInterval : null);
            _writer = new LogWriter(start => OpenLog(pages, start), layout, pages, next);
            _reader = new LogReader(layout, _writer, _files);
            _evictor = new LogEvictor(new LogParts(layout, _index, _reader, _writer, _observers, options), _flusher, _files);
            _evictor.Start(recovery.Segments, layout.SegmentOf(next));
        }
        catch
        {
            _files.Dispose();
            throw;
        }
    }

    /// <summary>Opens the store of a directory, or makes one there.</summary>
    /// <exception cref="OptionsException">An option can't work.</exception>
    /// <exception cref="StoreException">The directory can't be written, another store holds it, or a newer version wrote it.</exception>
    public static ValueTask<FasterStore> OpenAsync(FasterStoreOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return new(Task.Run(() => Open(options, cancellationToken), cancellationToken));
    }

    /// <summary>Brings the store of a directory to the present version of the format, so that it can be opened. The old one is there until the new one is
    /// whole, whatever happens; for that time there has to be room for both.</summary>
    /// <exception cref="OptionsException">An option can't work.</exception>
    /// <exception cref="StoreException">The directory can't be written, a store holds it, or its version is not known to this program.</exception>
    public static async ValueTask<StoreMigration> MigrateAsync(FasterStoreOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        string directory = Path.GetFullPath(options.Directory);
        try
        {
            if (!Directory.Exists(directory) || FormatFile.Find(directory, out _, out _) == LogLayout.Version)
            {
                return new StoreMigration(LogLayout.Version, LogLayout.Version, 0);
            }

            using DirectoryLock held = DirectoryLock.Take(directory);
            int version = FormatFile.Find(directory, out _, out _);
            OldLogFormat format = options.OldFormats.FirstOrDefault(f => f.Version == version)
                ?? throw new StoreException($"The store in {directory} has format {version}, which this program does not know.");
            return await new LogMigration(directory, format, options).RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not StoreException))
        {
            throw new StoreException($"The store in {directory} can't be brought over: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (Interlocked.Exchange(ref _disposed, 1) != 0)
            {
                return;
            }
        }

        await _flusher.StopAsync().ConfigureAwait(false);
        if (_flusher.Failure is null)
        {
            try
            {
                IndexSnapshot.Save(_directory, _layout, _writer.Tail, _index, _evictor.Segments);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _observers.TierFailed(_options.Name, "snapshot", e);
            }
        }

        // It spins until FASTER's own work on the thread pool is done; on the last free thread of the pool it would spin for a second.
        if (_writer.Log is { } log)
        {
            await Task.Factory.StartNew(log.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }

        _files.Dispose();
        _directoryLock.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    private FasterLog OpenLog(int pages, long next)
    {
        var log = new FasterLog(new FasterLogSettings
        {
            LogDevice = new LogDevice(Path.Combine(_directory, "log"), _flusher),
            PageSize = _layout.PageSize,
            MemorySize = (long)pages << _layout.PageBits,
            SegmentSize = _layout.SegmentSize,
            LogCommitManager = new NoCommitFile(),
            TryRecoverLatest = false,
        });
        if (next > 0)
        {
            log.Initialize(next, next);
        }

        _flusher.Start(log);
        return log;
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    private static FasterStore Open(FasterStoreOptions options, CancellationToken cancellationToken)
    {
        string directory = Path.GetFullPath(options.Directory);
        DirectoryLock? held = null;
        try
        {
            Directory.CreateDirectory(directory);
            held = DirectoryLock.Take(directory);
            LogLayout layout = FormatFile.Check(directory)
                ?? new LogLayout(
                    options.PageBits, options.SegmentBits, BodyId.New().Low);
            FormatFile.Write(directory);
            return new FasterStore(options, directory, held, layout, cancellationToken);
        }
        catch (Exception e)
        {
            held?.Dispose();
            if (e is StoreException or not (IOException or UnauthorizedAccessException))
            {
                throw;
            }

            throw new StoreException($"The store in {directory} can't be opened: {e.Message}", e);
        }
    }
}
