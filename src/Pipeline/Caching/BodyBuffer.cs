using Freshet.Storage;

namespace Freshet.Caching;

/// <summary>The whole body of one response in memory.</summary>
/// <remarks>Dispose it when the bytes are no longer needed: the memory may be rented.</remarks>
public sealed class BodyBuffer : IDisposable
{
    private IDisposable? _owner;
    private byte[]? _rented;

    private BodyBuffer(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>No bytes.</summary>
    public static BodyBuffer Empty { get; } = new(default);

    /// <summary>The bytes, in the content coding they came in; not to be read after <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>A body over memory that nobody will change.</summary>
    public static BodyBuffer Of(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? Empty : new BodyBuffer(bytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } array)
        {
            Bytes = default;
            StoreBuffers.Return(array);
        }

        Interlocked.Exchange(ref _owner, null)?.Dispose();
    }

    // The same memory, less of it.
    internal BodyBuffer Cut(long start, long length)
    {
        if (length == Bytes.Length)
        {
            return this;
        }

        Bytes = Bytes.Slice((int)start, (int)length);
        return this;
    }

    internal static BodyBuffer Rented(byte[] array, int length) => new(array.AsMemory(0, length)) { _rented = array };

    internal static BodyBuffer Over(StoreRecord record) => new(record.Value) { _owner = record };
}
