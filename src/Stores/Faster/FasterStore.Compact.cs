using Freshet.Storage;

namespace Freshet.Stores;

public sealed partial class FasterStore
{
    private const int StepBytes = 64 << 10;

    private readonly SemaphoreSlim _compaction = new(1);

    /// <summary>Gives back the space of what is removed, replaced or expired: what is of use in a segment of the log is written again, and the segment
    /// goes once that is on the disk.</summary>
    /// <remarks>Segments that are nearly all of use stay as they are, and so does the one being written. Reads and writes go on meanwhile; a store that is
    /// up to <see cref="FasterStoreOptions.MaxBytes"/> may be over by a segment or two for as long as it takes. Cancelled, it has done what it has done.</remarks>
    /// <exception cref="StoreException">The disk failed; nothing is lost.</exception>
    public async ValueTask<long> CompactAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        await _compaction.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            (long before, int[] segments) = await BeginCompactionAsync(cancellationToken).ConfigureAwait(false);
            foreach (int segment in segments)
            {
                await CompactAsync(segment, cancellationToken).ConfigureAwait(false);
            }

            await FlushAsync(cancellationToken).ConfigureAwait(false);
            await _flusher.DeletionsAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            return Math.Max(0, _evictor.Freed - before);
        }
        finally
        {
            _compaction.Release();
        }
    }

    private async ValueTask<(long Freed, int[] Segments)> BeginCompactionAsync(CancellationToken cancellationToken)
    {
        for (int rounds = _index.Sweeps + 2; ; await Task.Yield())
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (_gate)
            {
                ThrowIfDisposed();
                if (_index.Sweeps >= rounds)
                {
                    return (_evictor.Freed, _evictor.CloseSegments());
                }

                _evictor.Sweep(1024);
            }
        }
    }

    private async ValueTask CompactAsync(int segment, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfFailing();
            Task progress = _flusher.Progress;
            bool? done;
            lock (_gate)
            {
                ThrowIfDisposed();
                done = _evictor.Compact(segment, StepBytes);
            }

            if (done is true)
            {
                return;
            }

            if (done is null)
            {
                _flusher.MarkDirty();
                await Task.Yield();
            }
            else
            {
                await progress.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
