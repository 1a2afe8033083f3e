using System.Runtime.CompilerServices;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Builds the index from what is in the files: a snapshot, if a good one is there, and the records after it.</summary>
internal sealed class LogRecovery(string directory, LogLayout layout, SegmentFiles files, LogIndex index, FasterStoreOptions options)
{
    /// <summary>The segments that have files, in ascending order.</summary>
    public IReadOnlyList<int> Segments { get; private set; } = [];

    /// <summary>Where the log goes on: a fresh page behind everything that the files hold, or 0 for a new log.</summary>
    public long NextAddress { get; private set; }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    public void Run(CancellationToken cancellationToken)
    {
        List<int> segments = FindSegments();
        if (segments.Count == 0)
        {
            return;
        }

        long now = options.TimeProvider.GetUtcNow().UtcTicks;
        Segments = segments;
        long from = IndexSnapshot.TryLoad(directory, layout, segments, index);
        List<long> pages = PagesFrom(from);
        byte[] page = new byte[layout.PageSize], ahead = pages.Count > 1 ? new byte[layout.PageSize] : [];
        Task<int>? reading = null;
        for (int i = 0; i < pages.Count; i++)
        {
            // The next page is read while this one is looked at.
            cancellationToken.ThrowIfCancellationRequested();
            int read = reading?.GetAwaiter().GetResult() ?? files.Read(pages[i], page);
            if (i + 1 < pages.Count)
            {
                (long next, byte[] into) = (pages[i + 1], ahead);
                reading = Task.Run(() => files.Read(next, into), CancellationToken.None);
            }

            LogScanner.Scan(page.AsSpan(0, read), pages[i], layout.Identity, (long at, in LogRecord record, ReadOnlySpan<byte> key) =>
            {
                if (at >= from)
                {
                    Apply(at, record, key, now);
                }
            });
            (page, ahead) = (ahead, page);
            NextAddress = pages[i] + layout.PageSize;
        }

        // Reading began behind the last segment when the snapshot covers it all.
        NextAddress = Math.Max(NextAddress, layout.PageStart(from + layout.PageSize - 1));
    }

    private List<long> PagesFrom(long from)
    {
        var pages = new List<long>();
        foreach (int segment in Segments)
        {
            long start = (long)segment << layout.SegmentBits;
            long end = start + Math.Min(files.LengthOf(segment), layout.SegmentSize);
            for (long page = Math.Max(start, layout.PageStart(from)); page < end; page += layout.PageSize)
            {
                pages.Add(page);
            }
        }

        return pages;
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    private List<int> FindSegments()
    {
        var segments = new List<int>();
        foreach (string path in Directory.EnumerateFiles(directory, "log-*"))
        {
            if (LogLayout.TryParse(Path.GetFileName(path), out _, out LogLayout found, out int segment) && found == layout)
            {
                segments.Add(segment);
            }
        }

        segments.Sort();
        int surplus = (int)Math.Max(0, segments.Count - LogEvictor.MaxSegments(layout, options));
        foreach (int segment in segments[..surplus])
        {
            files.Delete(segment);
        }

        segments.RemoveRange(0, surplus);
        segments.ForEach(files.Open);
        return segments;
    }

    private void Apply(long address, in LogRecord record, ReadOnlySpan<byte> key, long now)
    {
        index.Use[layout.SegmentOf(address)].Written += LogRecord.LogBytes(record.Size);
        if (record.Kind == RecordKind.Cleared)
        {
            index.Clear(now);
            return;
        }

        KeyHash hash = KeyHash.Of(key, layout.Identity);
        IndexSlot slot = record.Kind == RecordKind.Value ? IndexSlot.Value(hash, address, record) : IndexSlot.Removed(hash, address, record.Size);
        if (record.Kind == RecordKind.Value && record.ExpiresTicks != 0 && record.ExpiresTicks <= now)
        {
            slot.Expire();
        }

        if (slot.IsLive || index.TryFindAny(hash, out _))
        {
            index.Set(slot);
        }
    }
}
