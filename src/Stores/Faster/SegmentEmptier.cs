using System.Buffers;
using System.Text;

namespace Freshet.Stores;

/// <summary>Empties a segment a little at a time: its records are carried to the tail of the log or let go.</summary>
/// <remarks>
/// All of it runs under the store's gate. To compact, everything of use is carried; to evict, a quarter of the segment at most, of what was
/// read since it was written. A removal, or a value that has expired, hides older values of its key: while a segment is there that may hold
/// one, a removal is carried in its place. It says where the key was removed first, so that it need not be carried for ever.
/// </remarks>
internal sealed class SegmentEmptier
{
    private const int LeastWork = 512;

    private readonly LogParts _log;
    private readonly Func<int> _oldest;
    private readonly List<IndexSlot> _leaving = [];
    private int _next;
    private long _spared;

    public SegmentEmptier(LogParts log, int segment, bool keepsAll, Func<int> oldest)
    {
        (_log, Segment, KeepsAll, _oldest) = (log, segment, keepsAll, oldest);
        SegmentUse.Counts use = log.Index.Use[segment];
        Pace = keepsAll ? Math.Max(1, (double)use.Live / Math.Max(1, log.Index.Use.Size(segment) - use.Live)) : 0.5;
        if (use.Live + use.Hiding > 0)
        {
            long start = (long)segment << log.Layout.SegmentBits;
            foreach (IndexShard shard in log.Index.Shards)
            {
                shard.CopyTo(_leaving, Math.Max(start, 1), start + log.Layout.SegmentSize);
            }
        }
    }

    public int Segment { get; }

    /// <summary>Whether nothing of use is let go.</summary>
    public bool KeepsAll { get; }

    /// <summary>How many bytes are to be worked on for each that is written, so that it is done before the newest segment is full.</summary>
    public double Pace { get; }

    public bool Done => _next == _leaving.Count;

    public long Worked { get; private set; }

    public long CarriedBytes { get; private set; }

    /// <summary>Deals with the next record, and gives where it has been carried to and its length, if it has; false when the memory of the log is full.</summary>
    public bool Step(out long address, out int length)
    {
        (address, length) = (0, 0);
        IndexSlot copied = _leaving[_next];
        if (_log.Index.TryFindAny(copied.Hash, out IndexSlot slot) && slot.Address == copied.Address)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(slot.Length, LogReader.MaxHeadBytes));
            bool done = slot.IsLive && !slot.ExpiredAt(_log.Now)
                ? KeepOrEvict(slot, buffer, out address, out length)
                : Hide(slot, buffer, out address, out length);
            ArrayPool<byte>.Shared.Return(buffer);
            if (!done)
            {
                return false;
            }
        }

        _next++;
        return true;
    }

    /// <summary>Lets go of what is left.</summary>
    public void LetGo()
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(LogReader.MaxHeadBytes);
        for (; _next < _leaving.Count; _next++)
        {
            Evict(_leaving[_next], buffer);
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private bool KeepOrEvict(in IndexSlot slot, byte[] buffer, out long address, out int length)
    {
        (address, length) = (0, 0);
        if (!KeepsAll && (!slot.Hot || _spared + slot.Length > _log.Layout.SegmentSize / 4))
        {
            Worked += LeastWork;
            Evict(slot, buffer);
            return true;
        }

        Span<byte> bytes = buffer.AsSpan(0, slot.Length);
        if (!_log.Reader.TryRead(slot.Address, bytes, out _))
        {
            string? key = _log.Reader.KeyOf(slot, buffer, out _);
            if (_log.Index.Remove(slot) && key is not null)
            {
                _log.Observers.Corrupt(key, _log.Options.Name, "The record on disk is damaged.");
            }

            return true;
        }

        if (!_log.Writer.TryAppend(bytes, default, out address))
        {
            return false;
        }

        _spared += slot.Length;
        length = Carried(slot, slot.At(address, hot: KeepsAll && slot.Hot));
        return true;
    }

    private bool Hide(in IndexSlot slot, byte[] buffer, out long address, out int length)
    {
        (address, length) = (0, 0);
        Worked += LeastWork;
        if (!_log.Reader.TryReadHead(slot, buffer, out LogRecord record, out ReadOnlySpan<byte> key))
        {
            _log.Index.Remove(slot);
            return true;
        }

        if (slot.IsLive && _log.Index.Expire(slot) && _log.Observers.Any)
        {
            _log.Observers.Expired(Encoding.UTF8.GetString(key), _log.Options.Name);
        }

        long since = record.Kind == RecordKind.Removed && record.RemovedSince != 0 ? record.RemovedSince : slot.Address;
        int oldest = _oldest();
        if (oldest == Segment || oldest > _log.Layout.SegmentOf(since))
        {
            _log.Index.Remove(slot);
            return true;
        }

        byte[] head = new byte[LogRecord.HeaderSize + key.Length];
        LogRecord.Removal(key.Length, since).Write(head, key, _log.Layout.Identity);
        if (!_log.Writer.TryAppend(head, default, out address))
        {
            return false;
        }

        length = Carried(slot, IndexSlot.Removed(slot.Hash, address, head.Length));
        return true;
    }

    private int Carried(in IndexSlot from, in IndexSlot to)
    {
        _log.Index.Replace(from, to);
        CarriedBytes += LogRecord.LogBytes(to.Length);
        Worked += to.Length;
        return to.Length;
    }

    private void Evict(in IndexSlot slot, byte[] buffer)
    {
        if (_log.Index.Remove(slot) && slot.IsLive && _log.Observers.Any && _log.Reader.KeyOf(slot, buffer, out LogRecord record) is { } key)
        {
            _log.Observers.Evicted(key, record.ValueLength, _log.Options.Name);
        }
    }
}
