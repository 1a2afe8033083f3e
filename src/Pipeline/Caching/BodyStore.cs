using Freshet.Events;
using Freshet.Storage;

namespace Freshet.Caching;

// Bodies as segments under keys of their own. Until a head names them nobody reads them; a segment that is missing or differs
// from its digest makes the whole body absent.
internal sealed class BodyStore(SafeStore store, CacheTelemetry telemetry)
{
    public async ValueTask<BodyDescriptor?> WriteAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (body.IsEmpty)
        {
            return BodyDescriptor.Empty;
        }

        var id = BodyId.New();
        var segments = new BodySegment[(body.Length + StoreLimits.MaxSegmentBytes - 1) / StoreLimits.MaxSegmentBytes];
        for (var i = 0; i < segments.Length; i++)
        {
            var start = i * StoreLimits.MaxSegmentBytes;
            var segment = body.Slice(start, Math.Min(StoreLimits.MaxSegmentBytes, body.Length - start));
            segments[i] = new BodySegment(segment.Length, BodyDigest.Compute(segment.Span));
            if (!await store.SetAsync(BodyKeys.Segment(id, i), segment, cancellationToken).ConfigureAwait(false))
            {
                await RemoveAsync(id, i, cancellationToken).ConfigureAwait(false);
                return null;
            }
        }

        return new BodyDescriptor(id, body.Length, segments);
    }

    public async ValueTask<StoredBody?> ReadAsync(BodyDescriptor body, CancellationToken cancellationToken)
    {
        if (body.Segments.Count == 0)
        {
            return new StoredBody(BodyBuffer.Empty, null);
        }

        var first = await ReadSegmentAsync(body, 0, cancellationToken).ConfigureAwait(false);
        if (first is null || body.Segments.Count == 1)
        {
            return first is null ? null : new StoredBody(BodyBuffer.Over(first), first.Tier);
        }

        using (first)
        {
            return await ReadManyAsync(body, first, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask RemoveAsync(BodyDescriptor body, CancellationToken cancellationToken) => RemoveAsync(body.Id, body.Segments.Count, cancellationToken);

    private async ValueTask RemoveAsync(BodyId id, int segments, CancellationToken cancellationToken)
    {
        for (var i = 0; i < segments; i++)
        {
            await store.RemoveAsync(BodyKeys.Segment(id, i), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<StoredBody?> ReadManyAsync(BodyDescriptor body, StoreRecord first, CancellationToken cancellationToken)
    {
        if (body.Length > Array.MaxLength)
        {
            return null;
        }

        var buffer = StoreBuffers.Rent((int)body.Length);
        var whole = BodyBuffer.Rented(buffer, (int)body.Length);
        first.Value.CopyTo(buffer);
        for (int i = 1, at = first.Value.Length; i < body.Segments.Count; i++)
        {
            using var segment = await ReadSegmentAsync(body, i, cancellationToken).ConfigureAwait(false);
            if (segment is null)
            {
                whole.Dispose();
                return null;
            }

            segment.Value.CopyTo(buffer.AsMemory(at));
            at += segment.Value.Length;
        }

        return new StoredBody(whole, first.Tier);
    }

    private async ValueTask<StoreRecord?> ReadSegmentAsync(BodyDescriptor body, int index, CancellationToken cancellationToken)
    {
        var key = BodyKeys.Segment(body.Id, index);
        var record = await store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (record is null)
        {
            telemetry.BodyGone(key);
            return null;
        }

        var expected = body.Segments[index];
        if (record.Value.Length == expected.Length && BodyDigest.Compute(record.Value.Span) == expected.Digest)
        {
            return record;
        }

        telemetry.Corrupt(key, record.Tier, "the body segment differs from its digest");
        record.Dispose();
        return null;
    }
}

internal readonly record struct StoredBody(BodyBuffer Buffer, string? Tier);
