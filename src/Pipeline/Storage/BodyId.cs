using System.Buffers.Binary;

namespace Freshet.Storage;

/// <summary>The 128 bits, 122 of them random, that name a stored body; they are in the keys of its segments.</summary>
public readonly record struct BodyId(ulong High, ulong Low)
{
    /// <summary>A new identifier.</summary>
    public static BodyId New()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes);
        return new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }

    /// <summary>The 32 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";
}
