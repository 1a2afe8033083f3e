using System.Buffers;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Keeps the log within its budget: first in first out by segments, with a second chance for what was read.</summary>
/// <remarks>
/// All of it runs under the store's gate. A segment is emptied little by little while the newest one fills, so that each write carries
/// at most a few old records along; a quarter of a segment is carried at most.
/// </remarks>
internal sealed class LogEvictor(
    LogLayout layout,
    LogIndex index,
    SegmentFiles files,
    LogWriter writer,
    LogFlusher flusher,
    StoreObservers observers,
    FasterStoreOptions options)
{
    private const int HeadBytes = LogRecord.HeaderSize + 512;

    private readonly long _maxSegments = MaxSegments(layout, options);
    private readonly List<IndexSlot> _leaving = [];
    private int _next;
    private int _first;
    private int _last;
    private long _appended;
    private long _worked;
    private long _rescued;
    private bool _emptying;

    public long DiskBytes => (Volatile.Read(ref _last) - Volatile.Read(ref _first) + 1) * layout.SegmentSize;

    public static long MaxSegments(LogLayout layout, FasterStoreOptions options) => Math.Max(options.MaxBytes >> layout.SegmentBits, 2);

    public void Start(int firstSegment, int lastSegment)
    {
        (_first, _last) = (firstSegment, lastSegment);
        StartEmptying();
    }

    /// <summary>Takes note of a record at the tail, and makes room in proportion to it.</summary>
    public void Appended(long address, int size)
    {
        Advance(address);
        if (!_emptying)
        {
            return;
        }

        _appended += size;
        byte[]? buffer = null;
        while (_emptying && _worked < (_appended / 2) + (64 << 10))
        {
            if (_next == _leaving.Count)
            {
                EndSegment();
                break;
            }

            IndexSlot slot = _leaving[_next];
            if (slot.Length > buffer?.Length)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = null;
            }

            buffer ??= ArrayPool<byte>.Shared.Rent(Math.Max(slot.Length, HeadBytes));
            if (!Leave(slot, buffer))
            {
                break;
            }
        }

        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Gives up every segment before that of an address; nothing in the index points to them any more.</summary>
    public void DropBefore(long address)
    {
        int until = layout.SegmentOf(address);
        _emptying = false;
        _leaving.Clear();
        while (_first < until)
        {
            flusher.Delete(_first++);
        }
    }

    private void Advance(long address)
    {
        int segment = layout.SegmentOf(address);
        if (segment == _last)
        {
            return;
        }

        Volatile.Write(ref _last, segment);
        StartEmptying();
    }

    private void StartEmptying()
    {
        if (_emptying)
        {
            EndSegment();
        }

        while (_last - _first + 2 > _maxSegments)
        {
            _leaving.Clear();
            long end = (_first + 1L) << layout.SegmentBits;
            foreach (IndexShard shard in index.Shards)
            {
                shard.CopyTo(_leaving, end);
            }

            (_next, _appended, _worked, _rescued, _emptying) = (0, 0, 0, 0, true);
            if (_last - _first + 1 <= _maxSegments)
            {
                break;
            }

            EndSegment();
        }
    }

    /// <summary>Carries a record along or lets it go; false when the memory of the log is full.</summary>
    private bool Leave(in IndexSlot copied, byte[] buffer)
    {
        if (!index.TryFind(copied.Hash, touch: false, out IndexSlot slot) || slot.Address != copied.Address)
        {
            _next++;
            return true;
        }

        if (slot.Hot
            && _rescued + slot.Length <= layout.SegmentSize / 4
            && !slot.ExpiredAt(options.TimeProvider.GetUtcNow().UtcTicks)
            && TryLoad(slot, buffer, out LogRecord record))
        {
            if (!writer.TryAppend(buffer.AsSpan(0, slot.Length), default, out long address))
            {
                return false;
            }

            index.Replace(slot, new IndexSlot(slot.Hash, address, slot.Length, record.ExpiresTicks));
            _next++;
            _rescued += slot.Length;
            _worked += slot.Length;
            Advance(address);
            return true;
        }

        _next++;
        _worked += HeadBytes;
        Evict(slot, buffer);
        return true;
    }

    private void EndSegment()
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(HeadBytes);
        for (; _next < _leaving.Count; _next++)
        {
            Evict(_leaving[_next], buffer);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        _leaving.Clear();
        _emptying = false;
        flusher.Delete(_first);
        Volatile.Write(ref _first, _first + 1);
    }

    private void Evict(in IndexSlot slot, byte[] buffer)
    {
        if (!index.Remove(slot) || !observers.Any)
        {
            return;
        }

        Span<byte> head = buffer.AsSpan(0, Math.Min(slot.Length, HeadBytes));
        files.Read(slot.Address + LogRecord.Prefix, head);
        if (LogRecord.TryReadHead(head, layout.Identity, out LogRecord record))
        {
            observers.Evicted(Encoding.UTF8.GetString(record.KeyOf(head)), record.ValueLength, options.Name);
        }
    }

    private bool TryLoad(in IndexSlot slot, byte[] buffer, out LogRecord record)
    {
        Span<byte> bytes = buffer.AsSpan(0, slot.Length);
        record = default;
        return files.Read(slot.Address + LogRecord.Prefix, bytes) == bytes.Length && LogRecord.TryRead(bytes, layout.Identity, out record);
    }
}
