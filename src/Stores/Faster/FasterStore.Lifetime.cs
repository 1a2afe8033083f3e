using FASTER.core;
using Freshet.Storage;

namespace Freshet.Stores;

public sealed partial class FasterStore
{
    private FasterStore(
        FasterStoreOptions options, string directory, DirectoryLock directoryLock, LogLayout layout, CancellationToken cancellationToken)
    {
        (_options, _directory, _directoryLock, _layout) = (options, directory, directoryLock, layout);
        _files = new SegmentFiles(directory, layout);
        _index = new LogIndex();
        try
        {
            var recovery = new LogRecovery(directory, layout, _files, _index, options);
            recovery.Run(cancellationToken);
            _flusher = new LogFlusher(_files, options.Commit == CommitPolicy.Interval ? options.CommitInterval : null);
            _device = new LogDevice(Path.Combine(directory, "log"), _flusher);
            int pages = Math.Max(options.MemoryBytes >> layout.PageBits, 2);
            _log = new FasterLog(new FasterLogSettings
            {
                LogDevice = _device,
                PageSize = layout.PageSize,
                MemorySize = (long)pages << layout.PageBits,
                SegmentSize = layout.SegmentSize,
                LogCommitManager = new NoCommitFile(),
                TryRecoverLatest = false,
            });
            if (recovery.NextAddress > 0)
            {
                _log.Initialize(recovery.NextAddress, recovery.NextAddress);
            }

            _writer = new LogWriter(_log, layout, pages, recovery.NextAddress);
            _evictor = new LogEvictor(layout, _index, _files, _writer, _flusher, _observers, options);
            _evictor.Start(recovery.FirstSegment, layout.SegmentOf(recovery.NextAddress));
            _flusher.Start(_log);
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
                IndexSnapshot.Save(_directory, _layout, _writer.Tail, _index);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _observers.TierFailed(_options.Name, "snapshot", e);
            }
        }

        // It spins until FASTER's own work on the thread pool is done; on the last free thread of the pool it would spin for a second.
        await Task.Factory.StartNew(_log.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        _device.Dispose();
        _files.Dispose();
        _directoryLock.Dispose();
    }

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
