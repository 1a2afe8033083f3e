using System.Diagnostics;
using Freshet.Storage;

namespace Freshet.Stores;

internal sealed partial class LogFlusher
{
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

            do
            {
                Commit(sync: true);
            }
            while (_log?.TailAddress > _durableUntil && Failure is null);

            DeleteSegments();
        }
        catch (Exception e)
        {
            // Nothing is known to come here; if something does, the store goes on reading, and writing says why it can't.
            Failure = e;
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
                sync = _waiters.Any;
                commit = sync || (_dirty && left <= TimeSpan.Zero);
                if (_stopping || commit || _writes.Count > 0 || (_deletions.Count > 0 && !_deletionsRest))
                {
                    return !_stopping;
                }

                // In whole milliseconds upwards: a fraction would be a wait of none.
                Monitor.Wait(_lock, left < TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)));
            }
        }
    }

    private void Commit(bool sync)
    {
        Volatile.Write(ref _dirty, false);
        if (Volatile.Read(ref _log) is not { } log)
        {
            return;
        }

        long until = log.TailAddress;
        log.Commit();
        while (log.FlushedUntilAddress < until)
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
            Sync(until);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing may be left to be written that would tell when the disk is well again: let the next write find out.
            Fail(e);
            Failure = _stopping ? e : null;
        }
    }

    private void Sync(long until)
    {
        foreach (int segment in _unsynced)
        {
            _files.Sync(segment);
        }

        _unsynced.Clear();
        lock (_lock)
        {
            _durableUntil = until;
            _waiters.Complete(until);
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
    private unsafe bool WritePages()
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

            if (!_files.IsOpen(write.Segment))
            {
                // A new segment: the one that left for it goes first, so that the files never exceed the budget.
                DeleteQueued();
            }

            try
            {
                // A segment may leave before it was ever written; then its file must not come back.
                if (!_deleted.Contains(write.Segment))
                {
                    _files.Write(write.Segment, write.Offset, new ReadOnlySpan<byte>((void*)write.Source, write.Length));
                    _unsynced.Add(write.Segment);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Fail(e);
                return false;
            }

            any = true;
            Failure = null;
            _deletionsRest = false;
            write.Callback(0, (uint)write.Length, write.Context);
            lock (_lock)
            {
                _writes.Dequeue();
                SignalProgress();
            }
        }

        return any;
    }

    private void Fail(Exception error)
    {
        Failure = error;
        lock (_lock)
        {
            _waiters.Fail(new StoreException($"The log can't be written: {error.Message}", error));
            SignalProgress();
            long start = Stopwatch.GetTimestamp();
            while (!_stopping && Retry - Stopwatch.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
            {
                Monitor.Wait(_lock, left);
            }
        }
    }

    private void SignalProgress()
    {
        _progress.TrySetResult();
        _progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void DeleteSegments()
    {
        lock (_lock)
        {
            if (_deletions.Count == 0 || _deletionsRest)
            {
                return;
            }
        }

        // What was carried along from a segment is on the disk before the segment goes; on a full disk an evicted one goes all the same.
        if (Failure is null)
        {
            Commit(sync: true);
        }

        DeleteQueued();
    }

    private void DeleteQueued()
    {
        try
        {
            while (true)
            {
                int segment;
                long until;
                lock (_lock)
                {
                    if (!_deletions.TryPeek(out (int, long) next))
                    {
                        return;
                    }

                    (segment, until) = next;
                }

                if (until > _durableUntil)
                {
                    long written = _log!.FlushedUntilAddress;
                    if (until > written)
                    {
                        break;
                    }

                    Sync(written);
                }

                _deleted.Add(segment);
                _unsynced.Remove(segment);
                _files.Delete(segment);
                lock (_lock)
                {
                    _deletions.Dequeue();
                    SignalProgress();
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is tried again when a page has been written, or at the next opening.
        }

        // One that has to wait holds up the later ones: they may hold what says that its values were removed.
        lock (_lock)
        {
            _deletionsRest = true;
            SignalProgress();
        }
    }

    private void End()
    {
        lock (_lock)
        {
            _ended.TrySetResult();
            _waiters.Fail(new ObjectDisposedException(nameof(FasterStore)));
            _progress.TrySetResult();
        }
    }
}
