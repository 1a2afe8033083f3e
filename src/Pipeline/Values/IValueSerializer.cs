using System.Buffers;

namespace Freshet.Values;

/// <summary>Turns values into bytes and back. Byte arrays, <see cref="ReadOnlyMemory{T}"/> of bytes and strings never come to it.</summary>
/// <remarks>Members may be called concurrently. What can't be read back throws; it is then a miss, counted and told of as corrupt.</remarks>
public interface IValueSerializer
{
    /// <summary>Writes a value, which is not null.</summary>
    void Serialize<T>(T value, IBufferWriter<byte> to);

    /// <summary>Reads a value.</summary>
    T? Deserialize<T>(ReadOnlyMemory<byte> from);
}
