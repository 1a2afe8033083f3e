using Freshet.Storage;

namespace Freshet.Caching;

// Collects a body of unknown length in one rented array, up to a limit.
internal sealed class GrowingBuffer(int capacity, long limit) : IDisposable
{
    private byte[]? _array = StoreBuffers.Rent(capacity);
    private int _length;

    public Memory<byte> Free => _array.AsMemory(_length);

    // False when the body is over the limit.
    public bool TryAdvance(int bytes)
    {
        _length += bytes;
        if (_length > limit)
        {
            return false;
        }

        if (_length == _array!.Length)
        {
            var larger = StoreBuffers.Rent(_length * 2);
            _array.AsSpan(0, _length).CopyTo(larger);
            StoreBuffers.Return(_array);
            _array = larger;
        }

        return true;
    }

    public BodyBuffer ToBody()
    {
        var body = BodyBuffer.Rented(_array!, _length);
        _array = null;
        return body;
    }

    public void Dispose()
    {
        if (_array is not null)
        {
            StoreBuffers.Return(_array);
            _array = null;
        }
    }
}
