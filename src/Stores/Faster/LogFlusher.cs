using System.Diagnostics;
using FASTER.core;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>The one thread that writes the log to its files and makes it durable.</summary>
/// <remarks>
/// It is a thread of its own so that no thread of the pool ever waits for the disk on behalf of a write. A write that fails stays
/// in the queue and is tried again every second; meanwhile <see cref="Failure"/> is set, and the log fills up but loses nothing.
/// </remarks>
internal sealed unsafe class LogFlusher
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly object _lock = new();
    private readonly SegmentFiles _files;
    private readonly TimeSpan _interval;
    private readonly Queue<PageWrite> _writes = new();
    private readonly Queue<int> _deletions = new();
    private readonly List<(long Until, TaskCompletionSource Done)> _waiters = [];
    private readonly HashSet<int> _unsynced = [];
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FasterLog _log = null!;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _dirtySince;
    private long _durableUntil;
    private bool _dirty;
    private bool _stopping;

    public LogFlusher(SegmentFiles files, TimeSpan? interval)
    {
        _files = files;
        _interval = interval ?? Timeout.InfiniteTimeSpan;
        _thread = new Thread(Run) { IsBackground = true, Name = "Freshet log flusher" };
    }

    /// <summary>Why the last write failed, until one succeeds.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Completes when pages have been written since it was read.</summary>
    public Task Progress
    {
        get
        {
            lock (_lock)
            {
                return _progress.Task;
            }
        }
    }

    public void Start(FasterLog log)
    {
        _log = log;
        _durableUntil = log.TailAddress;
        _thread.Start();
    }

    public void Enqueue(in PageWrite write)
    {
        lock (_lock)
        {
            _writes.Enqueue(write);
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Deletes the file of a segment when it is next convenient.</summary>
    public void Delete(int segment)
    {
        lock (_lock)
        {
            _deletions.Enqueue(segment);
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Says that there are bytes to be committed within the interval.</summary>
    public void MarkDirty()
    {
        if (_interval == Timeout.InfiniteTimeSpan || Volatile.Read(ref _dirty))
        {
            return;
        }

        lock (_lock)
        {
            _dirtySince = Stopwatch.GetTimestamp();
            _dirty = true;
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Waits until the log is on the disk up to an address.</summary>
    public Task CommitAsync(long until)
    {
        lock (_lock)
        {
            if (_durableUntil >= until)
            {
                return Task.CompletedTask;
            }

            if (_ended.Task.IsCompleted)
            {
                return Task.FromException(new ObjectDisposedException(nameof(FasterStore)));
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((until, done));
            Monitor.Pulse(_lock);
            return done.Task;
        }
    }

    /// <summary>Writes what is left and ends the thread.</summary>
    public Task StopAsync()
    {
        lock (_lock)
        {
            _stopping = true;
            Monitor.Pulse(_lock);
        }

        return _ended.Task;
    }

    private void Run()
    {
        try
        {
            while (Wait(out bool commit, out bool sync))
            {
                WritePages();
                if (commit)
                {
                    Commit(sync);
                }

                DeleteSegments();
            }

            Commit(sync: true);
            DeleteSegments();
        }
        finally
        {
            End();
        }
    }

    private bool Wait(out bool commit, out bool sync)
    {
        lock (_lock)
        {
            while (true)
            {
                TimeSpan left = _dirty ? _interval - Stopwatch.GetElapsedTime(_dirtySince) : Timeout.InfiniteTimeSpan;
                sync = _waiters.Count > 0;
                commit = sync || (_dirty && left <= TimeSpan.Zero);
                if (_stopping || commit || _writes.Count > 0 || _deletions.Count > 0)
                {
                    return !_stopping;
                }

                Monitor.Wait(_lock, left);
            }
        }
    }

    private void Commit(bool sync)
    {
        Volatile.Write(ref _dirty, false);
        long until = _log.TailAddress;
        _log.Commit();
        while (_log.FlushedUntilAddress < until)
        {
            if (!WritePages() && (Failure is not null || !WaitForPages()))
            {
                return;
            }
        }

        if (!sync)
        {
            return;
        }

        try
        {
            foreach (int segment in _unsynced)
            {
                _files.Sync(segment);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing may be left to be written that would tell when the disk is well again: let the next write find out.
            Fail(e);
            Failure = null;
            return;
        }

        _unsynced.Clear();
        lock (_lock)
        {
            _durableUntil = until;
            foreach ((_, TaskCompletionSource done) in _waiters.Where(w => w.Until <= until))
            {
                done.TrySetResult();
            }

            _waiters.RemoveAll(w => w.Until <= until);
        }
    }

    /// <summary>Waits for a writer that is about to queue a page of the commit; false when none does in a while.</summary>
    private bool WaitForPages()
    {
        lock (_lock)
        {
            return _writes.Count > 0 || (Monitor.Wait(_lock, 1) && _writes.Count > 0);
        }
    }

    /// <summary>Writes the pages that are queued; false when there were none or the disk refuses them.</summary>
    private bool WritePages()
    {
        bool any = false;
        while (true)
        {
            PageWrite write;
            lock (_lock)
            {
                if (!_writes.TryPeek(out write))
                {
                    break;
                }
            }

            try
            {
                _files.Write(write.Segment, write.Offset, new ReadOnlySpan<byte>((void*)write.Source, write.Length));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Fail(e);
                return false;
            }

            any = true;
            Failure = null;
            _unsynced.Add(write.Segment);
            write.Callback(0, (uint)write.Length, write.Context);
            TaskCompletionSource progress;
            lock (_lock)
            {
                _writes.Dequeue();
                progress = _progress;
                _progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            progress.TrySetResult();
        }

        return any;
    }

    private void Fail(Exception error)
    {
        Failure = error;
        lock (_lock)
        {
            foreach ((_, TaskCompletionSource done) in _waiters)
            {
                done.TrySetException(new StoreException($"The log can't be written: {error.Message}", error));
            }

            _waiters.Clear();
            _progress.TrySetResult();
            _progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            long start = Stopwatch.GetTimestamp();
            while (!_stopping && Retry - Stopwatch.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
            {
                Monitor.Wait(_lock, left);
            }
        }
    }

    private void DeleteSegments()
    {
        while (true)
        {
            int segment;
            lock (_lock)
            {
                if (!_deletions.TryDequeue(out segment))
                {
                    return;
                }
            }

            try
            {
                _unsynced.Remove(segment);
                _files.Delete(segment);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The next opening tries again.
            }
        }
    }

    private void End()
    {
        lock (_lock)
        {
            _ended.TrySetResult();
            foreach ((_, TaskCompletionSource done) in _waiters)
            {
                done.TrySetException(new ObjectDisposedException(nameof(FasterStore)));
            }

            _waiters.Clear();
            _progress.TrySetResult();
        }
    }
}
