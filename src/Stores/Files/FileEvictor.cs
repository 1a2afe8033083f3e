using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Keeps the files within their budget: what was used least recently leaves first.</summary>
/// <remarks>
/// A pass begins a little below the budget and walks all files, so that it also puts the count right. It frees a seventh of the budget at once, so
/// the walk is paid for by many writes. Of several processes one makes the pass; the lock file is only there to spare work.
/// </remarks>
internal sealed class FileEvictor(FileStoreOptions options, FileLayout layout, FileUsage usage, Func<FoundFile, bool> evict)
{
    private const int BeginAt = 95;
    private const int GoDownTo = 82;

    private readonly Lock _starting = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly long _most = options.MaxBytes ?? long.MaxValue;
    private Task _pass = Task.CompletedTask;

    public bool Full => usage.Bytes > _most;

    /// <summary>Begins a pass where there is need for one.</summary>
    public void Look()
    {
        if (options.MaxBytes is not null && usage.Bytes > _most / 100 * BeginAt)
        {
            _ = StartAsync();
        }
    }

    /// <summary>Begins a pass in any case, or joins the one that runs.</summary>
    public Task StartAsync()
    {
        lock (_starting)
        {
            if (_pass.IsCompleted && !_stopping.IsCancellationRequested)
            {
                _pass = Task.Run(Pass);
            }

            return _pass;
        }
    }

    public async ValueTask StopAsync()
    {
        lock (_starting)
        {
            _stopping.Cancel();
        }

        await _pass.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private void Pass()
    {
        try
        {
            using var turn = new FileStream(layout.EvictionLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            List<FoundFile> files = [];
            long total = 0;
            foreach (FoundFile file in layout.Files())
            {
                _stopping.Token.ThrowIfCancellationRequested();
                files.Add(file);
                total += FileUsage.OnDisk(file.Length);
            }

            usage.Set(total);
            Evict(files, total);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // Another process is at it, or the disk fails, which the next write tells its caller.
        }
    }

    private void Evict(List<FoundFile> files, long total)
    {
        if (total <= _most / 100 * BeginAt)
        {
            return;
        }

        files.Sort(static (a, b) => a.LastUse.CompareTo(b.LastUse));
        foreach (FoundFile file in files)
        {
            if (total <= _most / 100 * GoDownTo || _stopping.IsCancellationRequested)
            {
                break;
            }

            total -= evict(file) ? FileUsage.OnDisk(file.Length) : 0;
        }

        usage.Publish();
    }
}
