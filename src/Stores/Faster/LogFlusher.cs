using System.Diagnostics;
using System.Runtime.CompilerServices;
using FASTER.core;

namespace Freshet.Stores;

/// <summary>The one thread that writes the log to its files and makes it durable.</summary>
/// <remarks>
/// It is a thread of its own so that no thread of the pool ever waits for the disk on behalf of a write. A write that fails stays
/// in the queue and is tried again every second; meanwhile <see cref="Failure"/> is set, and the log fills up but loses nothing.
/// </remarks>
internal sealed partial class LogFlusher
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly object _lock = new();
    private readonly SegmentFiles _files;
    private readonly TimeSpan _interval;
    private readonly Queue<PageWrite> _writes = new();
    private readonly Queue<(int Segment, long Until)> _deletions = new();
    private readonly HashSet<int> _deleted = [];
    private readonly CommitWaiters _waiters = new();
    private readonly HashSet<int> _unsynced = [];
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FasterLog? _log;
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _dirtySince;
    private long _durableUntil;
    private bool _deletionsRest;
    private bool _dirty;
    private bool _running;
    private bool _stopping;

    [MethodImpl(MethodImplOptions.NoOptimization)]
    public LogFlusher(SegmentFiles files, long durableUntil, TimeSpan? interval)
    {
        _files = files;
        _durableUntil = durableUntil;
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
        lock (_lock)
        {
            _log = log;
            _durableUntil = log.TailAddress;
            StartThread();
        }
    }

    public void Enqueue(in PageWrite write)
    {
        lock (_lock)
        {
            _writes.Enqueue(write);
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Deletes the file of a segment when it is next convenient, in the order of the calls, and not before the log is on the disk up to an
    /// address.</summary>
    public void Delete(int segment, long until)
    {
        lock (_lock)
        {
            _deletions.Enqueue((segment, until));
            StartThread();
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

            Monitor.Pulse(_lock);
            return _waiters.Add(until);
        }
    }

    /// <summary>Waits until all segments that can be deleted are.</summary>
    public async Task DeletionsAsync()
    {
        while (true)
        {
            Task progress;
            lock (_lock)
            {
                if (_deletions.Count == 0 || _deletionsRest || _ended.Task.IsCompleted)
                {
                    return;
                }

                progress = _progress.Task;
            }

            await progress.ConfigureAwait(false);
        }
    }

    /// <summary>Writes what is left and ends the thread.</summary>
    public Task StopAsync()
    {
        lock (_lock)
        {
            _stopping = true;
            Monitor.Pulse(_lock);
            if (!_running)
            {
                End();
            }
        }

        return _ended.Task;
    }

    // There is nothing to do for it until there is a log, or a segment to delete.
    private void StartThread()
    {
        if (!_running)
        {
            _running = true;
            _thread.Start();
        }
    }
}
