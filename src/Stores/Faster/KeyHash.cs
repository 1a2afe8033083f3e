using System.Runtime.InteropServices;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A 128-bit hash of a key, seeded for each store.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct KeyHash(ulong Low, ulong High)
{
    public static KeyHash Of(ReadOnlySpan<byte> key, ulong seed)
    {
        var (low, high) = Murmur3.Hash(key, seed);
        return new KeyHash(low, high);
    }
}
