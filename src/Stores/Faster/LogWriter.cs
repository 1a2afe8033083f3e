using FASTER.core;

namespace Freshet.Stores;

/// <summary>Appends records to FASTER's log with one copy, one caller at a time, and reads back what is still in its memory.</summary>
/// <remarks>The log is opened by the first append: a store that is only read has none.</remarks>
internal sealed unsafe class LogWriter(Func<long, FasterLog> open, LogLayout layout, int pages, long firstAddress)
{
    private readonly Entry _entry = new();

    // FASTER allocates the memory of a page once, pinned, and uses it again for the page that many pages on.
    private readonly long[] _frames = new long[pages];
    private long _first = firstAddress;
    private volatile FasterLog? _log;

    public FasterLog? Log => _log;

    public long Tail => _log?.TailAddress ?? _first;

    /// <summary>Lets the log go on further behind; false when it has been opened.</summary>
    public bool TryStartAt(long address)
    {
        _first = _log is null ? address : _first;
        return _log is null;
    }

    /// <summary>Appends a record that comes in two parts; false when the memory is full until the flusher has made progress.</summary>
    public bool TryAppend(ReadOnlySpan<byte> head, ReadOnlySpan<byte> value, out long address)
    {
        FasterLog log = _log ??= open(_first);
        fixed (byte* headStart = head, valueStart = value)
        {
            _entry.Set(headStart, head.Length, valueStart, value.Length);
            if (!log.TryEnqueue(_entry, out address))
            {
                return false;
            }
        }

        Volatile.Write(ref _frames[FrameOf(address)], _entry.Written - LogRecord.Prefix - (address & (layout.PageSize - 1)));
        return true;
    }

    /// <summary>Copies a record from memory; what comes may be another page's bytes by then, so the record is to be checked. A record
    /// that is not in the files yet is always there: FASTER uses no memory again before it is written.</summary>
    public bool TryCopy(long address, Span<byte> record)
    {
        if (_log is not { } log || address < _first)
        {
            return false;
        }

        long behind = (log.TailAddress >> layout.PageBits) - (address >> layout.PageBits);
        if (behind >= pages && address < log.FlushedUntilAddress)
        {
            return false;
        }

        long frame = Volatile.Read(ref _frames[FrameOf(address)]);
        long offset = (address & (layout.PageSize - 1)) + LogRecord.Prefix;
        if (frame == 0 || offset + record.Length > layout.PageSize)
        {
            return false;
        }

        new ReadOnlySpan<byte>((void*)(frame + offset), record.Length).CopyTo(record);
        return true;
    }

    private int FrameOf(long address) => (int)(address >> layout.PageBits) & (pages - 1);

    private sealed class Entry : ILogEnqueueEntry
    {
        private byte* _head;
        private byte* _value;
        private int _headLength;
        private int _valueLength;

        public long Written { get; private set; }

        public int SerializedLength => _headLength + _valueLength;

        public void Set(byte* head, int headLength, byte* value, int valueLength)
        {
            _head = head;
            _headLength = headLength;
            _value = value;
            _valueLength = valueLength;
        }

        public void SerializeTo(Span<byte> dest)
        {
            fixed (byte* start = dest)
            {
                Written = (long)start;
            }

            new ReadOnlySpan<byte>(_head, _headLength).CopyTo(dest);
            new ReadOnlySpan<byte>(_value, _valueLength).CopyTo(dest[_headLength..]);
        }
    }
}
