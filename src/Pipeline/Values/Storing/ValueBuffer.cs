using System.Buffers;
using Freshet.Storage;

namespace Freshet.Values;

// A growing rented buffer.
internal sealed class ValueBuffer : IBufferWriter<byte>, IDisposable
{
    private const int First = 512;
    private byte[] _array = StoreBuffers.Rent(First);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, Length);

    public Span<byte> WrittenSpan => _array.AsSpan(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _array.AsSpan(Length);
    }

    public void Dispose()
    {
        if (_array.Length > 0)
        {
            StoreBuffers.Return(_array);
            _array = [];
        }
    }

    private void Grow(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, 1);
        if (needed <= _array.Length)
        {
            return;
        }

        var larger = StoreBuffers.Rent(Math.Max(needed, _array.Length * 2));
        _array.AsSpan(0, Length).CopyTo(larger);
        StoreBuffers.Return(_array);
        _array = larger;
    }
}
