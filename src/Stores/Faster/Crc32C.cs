using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Freshet.Stores;

/// <summary>CRC-32C (Castagnoli) over three interleaved lanes, which hides the latency of the processor's instruction.</summary>
internal static class Crc32C
{
    private static readonly LaneWidth Wide = new(1024);
    private static readonly LaneWidth Narrow = new(128);

    public static uint Compute(ReadOnlySpan<byte> data) => ~Append(uint.MaxValue, data);

    public static uint Compute(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => ~Append(Append(uint.MaxValue, first), second);

    private static uint Append(uint state, ReadOnlySpan<byte> data)
    {
        state = Wide.Append(state, ref data);
        state = Narrow.Append(state, ref data);
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(data);
        foreach (ulong word in words)
        {
            state = BitOperations.Crc32C(state, word);
        }

        foreach (byte b in data[(words.Length * sizeof(ulong))..])
        {
            state = BitOperations.Crc32C(state, b);
        }

        return state;
    }

    private sealed class LaneWidth
    {
        private readonly int _bytes;
        private readonly uint[] _shift = new uint[4 * 256];

        // The state is linear over GF(2): passing a lane's worth of zeros is worked out once for each of its 32 bits.
        public LaneWidth(int bytes)
        {
            _bytes = bytes;
            for (int bit = 0; bit < 32; bit++)
            {
                uint state = 1u << bit;
                for (int i = 0; i < bytes; i += sizeof(ulong))
                {
                    state = BitOperations.Crc32C(state, 0UL);
                }

                int table = bit / 8 * 256;
                for (int value = 0; value < 256; value++)
                {
                    if ((value >> (bit % 8) & 1) != 0)
                    {
                        _shift[table + value] ^= state;
                    }
                }
            }
        }

        public uint Append(uint state, ref ReadOnlySpan<byte> data)
        {
            int lane = _bytes;
            while (data.Length >= 3 * lane)
            {
                ref byte a = ref MemoryMarshal.GetReference(data);
                ref byte b = ref Unsafe.Add(ref a, lane);
                ref byte c = ref Unsafe.Add(ref b, lane);
                uint second = 0, third = 0;
                for (int i = 0; i < lane; i += sizeof(ulong))
                {
                    state = BitOperations.Crc32C(state, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref a, i)));
                    second = BitOperations.Crc32C(second, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref b, i)));
                    third = BitOperations.Crc32C(third, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref c, i)));
                }

                state = Shift(Shift(state) ^ second) ^ third;
                data = data[(3 * lane)..];
            }

            return state;
        }

        private uint Shift(uint state) =>
            _shift[state & 255] ^ _shift[256 + (state >> 8 & 255)] ^ _shift[512 + (state >> 16 & 255)] ^ _shift[768 + (state >> 24)];
    }
}
