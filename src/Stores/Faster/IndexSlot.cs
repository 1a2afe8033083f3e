using System.Runtime.InteropServices;

namespace Freshet.Stores;

/// <summary>Where the newest record of a key is, if only the one that says that it was removed: 32 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IndexSlot
{
    private const int HotBit = int.MinValue;
    private const int RemovedBit = 1 << 30;
    private const int ExpiredBit = 1 << 29;
    private const int LengthMask = ExpiredBit - 1;

    // The year 2020; seconds from it last until 2156.
    private const long Epoch = 637134336000000000;

    private int _lengthAndFlags;
    private uint _expires;

    private IndexSlot(KeyHash hash, long address, int lengthAndFlags, uint expires)
    {
        Hash = hash;
        Address = address;
        _lengthAndFlags = lengthAndFlags;
        _expires = expires;
    }

    public KeyHash Hash { get; }

    /// <summary>The address of the record in the log; 0 marks an empty slot.</summary>
    public long Address { get; }

    /// <summary>The length of the record without FASTER's prefix.</summary>
    public readonly int Length => _lengthAndFlags & LengthMask;

    /// <summary>What takes its place in the log when its segment is emptied: the record, or of an expired one, about, its removal.</summary>
    public readonly int KeptBytes => IsLive || IsRemoved ? LogRecord.LogBytes(Length) : Math.Min(LogRecord.LogBytes(Length), 128);

    public bool Hot
    {
        readonly get => (_lengthAndFlags & HotBit) != 0;
        set => _lengthAndFlags = value ? _lengthAndFlags | HotBit : _lengthAndFlags & ~HotBit;
    }

    /// <summary>Whether the record is a value that nobody has found expired. One that is not hides what is older of its key in the log.</summary>
    public readonly bool IsLive => (_lengthAndFlags & (RemovedBit | ExpiredBit)) == 0;

    public readonly bool IsRemoved => (_lengthAndFlags & RemovedBit) != 0;

    public static IndexSlot Value(KeyHash hash, long address, in LogRecord record) =>
        new(hash, address, record.Size, record.ExpiresTicks == 0 ? 0 : (uint)Math.Clamp(((record.ExpiresTicks - Epoch) / TimeSpan.TicksPerSecond) + 1, 1, uint.MaxValue));

    public static IndexSlot Removed(KeyHash hash, long address, int length) => new(hash, address, length | RemovedBit, 0);

    /// <summary>The same record at another place.</summary>
    public readonly IndexSlot At(long address, bool hot) => new(Hash, address, _lengthAndFlags, _expires) { Hot = hot };

    public void Expire() => _lengthAndFlags |= ExpiredBit;

    /// <summary>Whether the record has surely expired; its header has the exact time.</summary>
    public readonly bool ExpiredAt(long nowTicks) =>
        _expires is not (0 or uint.MaxValue) && Epoch + (_expires * TimeSpan.TicksPerSecond) <= nowTicks;
}
