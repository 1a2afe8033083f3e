using System.Diagnostics.CodeAnalysis;

namespace Freshet.Stores;

/// <summary>Keeps the log within its budget and gives back what is dead in it, segment by segment.</summary>
/// <remarks>
/// All of it runs under the store's gate. A segment is emptied little by little while the newest one fills, so that each write carries a
/// few old records along. When room is needed, or much of the log is dead, the segment with the least of use is compacted; when none is
/// dead enough the oldest is evicted, and what was read in it has a second chance.
/// </remarks>
internal sealed class LogEvictor(LogParts log, LogFlusher flusher, SegmentFiles files)
{
    private const long HeadStart = 64 << 10;
    private const int FewSegments = 4;
    private const int SweepEvery = 16;

    private readonly long _maxSegments = MaxSegments(log.Layout, log.Options);
    private readonly List<IndexSlot> _expired = [];

    // In ascending order; the last one is being written.
    private readonly List<int> _segments = [];
    private SegmentEmptier? _emptier;
    private long _appended;
    private int _count;
    private int _sinceSweep;

    public IReadOnlyList<int> Segments => _segments;

    public long DiskBytes => Volatile.Read(ref _count) * log.Layout.SegmentSize;

    /// <summary>How many bytes the files of deleted segments held, without what was carried from them.</summary>
    public long Freed { get; private set; }

    public static long MaxSegments(LogLayout layout, FasterStoreOptions options) => Math.Max(options.MaxBytes >> layout.SegmentBits, 2);

    public void Start(IEnumerable<int> segments, int last)
    {
        _segments.AddRange(segments);
        _segments.Remove(last);
        _segments.Add(last);
        _count = _segments.Count;
        Choose();
    }

    /// <summary>Takes note of a record at the tail, and makes room in proportion to it.</summary>
    public void Appended(long address, int size)
    {
        Written(address, size);
        if (++_sinceSweep == SweepEvery)
        {
            _sinceSweep = 0;
            Sweep(4 * SweepEvery);
        }

        if (_emptier is { } emptier)
        {
            _appended += size;
            Work(emptier, (long)(_appended * emptier.Pace) + HeadStart);
        }
    }

    /// <summary>Gives up every segment before that of an address; nothing in the index points to them any more.</summary>
    public void DropBefore(long address)
    {
        _emptier = null;
        while (_segments[0] < log.Layout.SegmentOf(address))
        {
            Delete(_segments[0], losesNothing: false);
        }
    }

    /// <summary>The segments that are not being written. One that this process has not written to is among them: the next record begins another.</summary>
    public int[] CloseSegments()
    {
        int last = _segments[^1];
        long next = (last + 1L) << log.Layout.SegmentBits;
        if (files.IsOpen(last) && IsWorthwhile(last) && log.Writer.TryStartAt(next))
        {
            Advance(last + 1);
        }

        return [.. _segments.SkipLast(1)];
    }

    /// <summary>Goes on with compacting a segment; true when it is done, false when the memory of the log is full, null when there is more to do.</summary>
    public bool? Compact(int segment, long bytes)
    {
        if (_emptier is { KeepsAll: false } evicting)
        {
            // What has been let go must not stay in a file: it would come back.
            evicting.LetGo();
            End(evicting);
        }

        if (_emptier is not { KeepsAll: true })
        {
            if (!_segments.Contains(segment) || !IsWorthwhile(segment))
            {
                return true;
            }

            Begin(segment, keepsAll: true);
        }

        return Work(_emptier, _emptier.Worked + bytes) ? null : false;
    }

    /// <summary>Marks some slots whose time has come.</summary>
    public void Sweep(int slots)
    {
        log.Index.Sweep(log.Now, slots, _expired);
        if (_expired.Count > 0 && log.Observers.Any)
        {
            byte[] buffer = new byte[LogReader.MaxHeadBytes];
            foreach (IndexSlot slot in _expired)
            {
                if (log.Reader.KeyOf(slot, buffer, out _) is { } key)
                {
                    log.Observers.Expired(key, log.Options.Name);
                }
            }
        }

        _expired.Clear();
    }

    private bool Work(SegmentEmptier emptier, long until)
    {
        while (emptier == _emptier && emptier.Worked < until)
        {
            if (emptier.Done)
            {
                End(emptier);
                return true;
            }

            if (!emptier.Step(out long address, out int size))
            {
                return false;
            }

            if (size > 0)
            {
                Written(address, size);
            }
        }

        return true;
    }

    private void Written(long address, int size)
    {
        int segment = log.Layout.SegmentOf(address);
        log.Index.Use[segment].Written += LogRecord.LogBytes(size);
        if (segment != _segments[^1])
        {
            Advance(segment);
        }
    }

    private void Advance(int segment)
    {
        _segments.Add(segment);
        Volatile.Write(ref _count, _segments.Count);
        if (_emptier is { KeepsAll: false } unfinished)
        {
            unfinished.LetGo();
            End(unfinished);
        }
        else if (_emptier is null)
        {
            Choose();
        }
    }

    private void Choose()
    {
        while (_segments.Count + 1 > _maxSegments)
        {
            int sparsest = Sparsest(out double dead);
            if (dead >= log.Options.CompactAt)
            {
                Begin(sparsest, keepsAll: true);
                return;
            }

            Begin(_segments[0], keepsAll: false);
            if (_segments.Count <= _maxSegments)
            {
                return;
            }

            _emptier.LetGo();
            Delete(_emptier.Segment, losesNothing: false);
            _emptier = null;
        }

        if (_segments.Count >= FewSegments && DeadShare() >= log.Options.CompactAt)
        {
            Begin(Sparsest(out _), keepsAll: true);
        }
    }

    [MemberNotNull(nameof(_emptier))]
    private void Begin(int segment, bool keepsAll)
    {
        _emptier = new SegmentEmptier(log, segment, keepsAll, () => _segments[0]);
        _appended = 0;
    }

    private void End(SegmentEmptier emptier)
    {
        _emptier = null;
        Freed -= emptier.CarriedBytes;
        Delete(emptier.Segment, emptier.KeepsAll);
        Choose();
    }

    /// <summary>Gives up a segment. If nothing may be lost by it, it stays until what was carried from it or has replaced its records is on the disk.</summary>
    private void Delete(int segment, bool losesNothing)
    {
        Freed += files.LengthOf(segment);
        _segments.Remove(segment);
        Volatile.Write(ref _count, _segments.Count);
        log.Index.Use[segment].Written = 0;
        flusher.Delete(segment, losesNothing && log.Writer.Log is not null ? log.Writer.Tail : 0);
    }

    private bool IsWorthwhile(int segment) => DeadShare(segment) >= 0.125;

    private double DeadShare(int segment) => log.Index.Use.DeadShare(segment, segment == _segments[0]);

    private int Sparsest(out double dead)
    {
        int sparsest = _segments[0];
        dead = DeadShare(sparsest);
        for (int i = 1; i < _segments.Count - 1; i++)
        {
            if (DeadShare(_segments[i]) is var share && share > dead)
            {
                (sparsest, dead) = (_segments[i], share);
            }
        }

        return sparsest;
    }

    /// <summary>The dead share of what is not being written.</summary>
    private double DeadShare()
    {
        double dead = 0;
        long size = 0;
        for (int i = 0; i < _segments.Count - 1; i++)
        {
            long bytes = log.Index.Use.Size(_segments[i]);
            dead += DeadShare(_segments[i]) * bytes;
            size += bytes;
        }

        return dead / size;
    }
}
