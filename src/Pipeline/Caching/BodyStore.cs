using Freshet.Events;
using Freshet.Storage;

namespace Freshet.Caching;

// Bodies as segments under keys of their own. Until a head names them nobody reads them; a segment that is missing or differs
// from its digest makes the whole body absent.
internal sealed class BodyStore
{
    private readonly SafeStore _store;
    private readonly CacheTelemetry _telemetry;

    public BodyStore(SafeStore store, CacheTelemetry telemetry)
    {
        (_store, _telemetry) = (store, telemetry);
        Leases = new BodyLeases { Remove = (id, segments) => RemoveSegmentsAsync(id, segments, CancellationToken.None) };
    }

    public BodyLeases Leases { get; }

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
            if (await WriteSegmentAsync(id, i, segment, cancellationToken).ConfigureAwait(false) is not { } written)
            {
                await RemoveAsync(id, i, cancellationToken).ConfigureAwait(false);
                return null;
            }

            segments[i] = written;
        }

        return new BodyDescriptor(id, body.Length, segments);
    }

    public async ValueTask<BodySegment?> WriteSegmentAsync(BodyId id, int index, ReadOnlyMemory<byte> segment, CancellationToken cancellationToken) =>
        await _store.SetAsync(BodyKeys.Segment(id, index), segment, cancellationToken).ConfigureAwait(false)
            ? new BodySegment(segment.Length, BodyDigest.Compute(segment.Span))
            : null;

    // A body of several segments as a stream over them, from a byte on; null when its first segment is missing.
    public async ValueTask<StoredBody?> OpenAsync(BodyDescriptor body, long start, Func<ValueTask>? onLost, CancellationToken cancellationToken)
    {
        var index = 0;
        while (start >= body.Segments[index].Length)
        {
            start -= body.Segments[index++].Length;
        }

        Leases.Acquire(body.Id);
        StoreRecord? first = null;
        try
        {
            first = await ReadSegmentAsync(body.Id, index, body.Segments[index], cancellationToken).ConfigureAwait(false);
            return first is null ? null
                : new StoredBody(BodyBuffer.Empty, first.Tier, new SegmentedBody(this, body, first, index, (int)start, onLost));
        }
        finally
        {
            if (first is null)
            {
                Leases.Release(body.Id);
            }
        }
    }

    public ValueTask<StoredBody?> ReadAsync(BodyDescriptor body, CancellationToken cancellationToken)
    {
        if (body.Segments.Count == 0)
        {
            return new(new StoredBody(BodyBuffer.Empty, null));
        }

        var first = ReadSegmentAsync(body.Id, 0, body.Segments[0], cancellationToken);
        return first.IsCompletedSuccessfully && body.Segments.Count == 1 ? new(Whole(first.Result)) : AfterAsync(first, body, cancellationToken);
    }

    private async ValueTask<StoredBody?> AfterAsync(ValueTask<StoreRecord?> reading, BodyDescriptor body, CancellationToken cancellationToken)
    {
        var first = await reading.ConfigureAwait(false);
        if (first is null || body.Segments.Count == 1)
        {
            return Whole(first);
        }

        using (first)
        {
            return await ReadManyAsync(body, first, cancellationToken).ConfigureAwait(false);
        }
    }

    private static StoredBody? Whole(StoreRecord? only) => only is null ? null : new StoredBody(BodyBuffer.Over(only), only.Tier);

    public ValueTask RemoveAsync(BodyDescriptor body, CancellationToken cancellationToken) => RemoveAsync(body.Id, body.Segments.Count, cancellationToken);

    public ValueTask RemoveAsync(BodyId id, int segments, CancellationToken cancellationToken) =>
        Leases.TryDefer(id, segments) ? default : RemoveSegmentsAsync(id, segments, cancellationToken);

    private async ValueTask RemoveSegmentsAsync(BodyId id, int segments, CancellationToken cancellationToken)
    {
        for (var i = 0; i < segments; i++)
        {
            await _store.RemoveAsync(BodyKeys.Segment(id, i), cancellationToken).ConfigureAwait(false);
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
            using var segment = await ReadSegmentAsync(body.Id, i, body.Segments[i], cancellationToken).ConfigureAwait(false);
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

    public ValueTask<StoreRecord?> ReadSegmentAsync(BodyId id, int index, BodySegment expected, CancellationToken cancellationToken)
    {
        var key = BodyKeys.Segment(id, index);
        var read = _store.GetAsync(key, cancellationToken);
        return read.IsCompletedSuccessfully ? new(Checked(read.Result, key, expected)) : AfterAsync(read, key, expected);
    }

    private async ValueTask<StoreRecord?> AfterAsync(ValueTask<StoreRecord?> read, string key, BodySegment expected) =>
        Checked(await read.ConfigureAwait(false), key, expected);

    private StoreRecord? Checked(StoreRecord? record, string key, BodySegment expected)
    {
        if (record is null)
        {
            _telemetry.BodyGone(key);
            return null;
        }

        if (record.Value.Length == expected.Length && (record.IsChecked || BodyDigest.Compute(record.Value.Span) == expected.Digest))
        {
            return record;
        }

        _telemetry.Corrupt(key, record.Tier, "the body segment differs from its digest");
        record.Dispose();
        return null;
    }
}

// Whole in memory, or to be read.
internal readonly record struct StoredBody(BodyBuffer Buffer, string? Tier, Stream? Content = null)
{
    public void Dispose()
    {
        Buffer.Dispose();
        Content?.Dispose();
    }
}
