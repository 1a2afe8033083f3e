using System.Runtime.InteropServices;

namespace Freshet.Stores;

/// <summary>Where the newest record of a key is: 32 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IndexSlot
{
    private const int HotBit = int.MinValue;

    // The year 2020; seconds from it last until 2156.
    private const long Epoch = 637134336000000000;

    private int _lengthAndHot;
    private uint _expires;

    public IndexSlot(KeyHash hash, long address, int length, long expiresTicks)
    {
        Hash = hash;
        Address = address;
        _lengthAndHot = length;
        _expires = expiresTicks == 0 ? 0 : (uint)Math.Clamp(((expiresTicks - Epoch) / TimeSpan.TicksPerSecond) + 1, 1, uint.MaxValue);
    }

    public KeyHash Hash { get; }

    /// <summary>The address of the record in the log; 0 marks an empty slot.</summary>
    public long Address { get; }

    /// <summary>The length of the record without FASTER's prefix.</summary>
    public readonly int Length => _lengthAndHot & ~HotBit;

    public bool Hot
    {
        readonly get => _lengthAndHot < 0;
        set => _lengthAndHot = value ? _lengthAndHot | HotBit : _lengthAndHot & ~HotBit;
    }

    /// <summary>Whether the record has surely expired; its header has the exact time.</summary>
    public readonly bool ExpiredAt(long nowTicks) =>
        _expires is not (0 or uint.MaxValue) && Epoch + (_expires * TimeSpan.TicksPerSecond) <= nowTicks;
}
