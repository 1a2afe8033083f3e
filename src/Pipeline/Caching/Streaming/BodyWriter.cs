using Freshet.Storage;

namespace Freshet.Caching;

// Stores a body segment by segment; until a head names it nobody sees it.
internal sealed class BodyWriter(BodyStore bodies)
{
    private readonly BodyId _id = BodyId.New();
    private readonly List<BodySegment> _segments = [];

    // False when the store does not take it.
    public async ValueTask<bool> AddAsync(ReadOnlyMemory<byte> segment, CancellationToken cancellationToken)
    {
        var written = await bodies.WriteSegmentAsync(_id, _segments.Count, segment, cancellationToken).ConfigureAwait(false);
        if (written is { } added)
        {
            lock (_segments)
            {
                _segments.Add(added);
            }
        }

        return written is not null;
    }

    public ValueTask<StoreRecord?> ReadAsync(int index, CancellationToken cancellationToken)
    {
        BodySegment expected;
        lock (_segments)
        {
            expected = _segments[index];
        }

        return bodies.ReadSegmentAsync(_id, index, expected, cancellationToken);
    }

    public BodyDescriptor Finish() => _segments.Count == 0 ? BodyDescriptor.Empty : BodyDescriptor.Of(_id, [.. _segments]);

    public ValueTask RemoveAsync() => bodies.RemoveAsync(_id, _segments.Count, CancellationToken.None);
}
