using System.Buffers;

namespace Freshet.Storage;

/// <summary>The pool of buffers for records and bodies: a crawl holds hundreds of one size at a time, of which the shared pool keeps a few dozen.</summary>
/// <remarks>It keeps at most 256 buffers of a size up to 64 KiB, 32 MiB in all; larger ones are the shared pool's.</remarks>
public static class StoreBuffers
{
    private const int Largest = 64 << 10;
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(Largest, 256);

    /// <summary>A buffer of at least that many bytes; what they are is undefined.</summary>
    public static byte[] Rent(int bytes) => PoolOf(bytes).Rent(bytes);

    /// <summary>Takes back a buffer that <see cref="Rent"/> gave; it must not be used afterwards.</summary>
    public static void Return(byte[] buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        PoolOf(buffer.Length).Return(buffer);
    }

    private static ArrayPool<byte> PoolOf(int bytes) => bytes <= Largest ? Pool : ArrayPool<byte>.Shared;
}
