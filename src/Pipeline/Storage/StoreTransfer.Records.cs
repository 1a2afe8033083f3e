using Freshet.Rules;

namespace Freshet.Storage;

public static partial class StoreTransfer
{
    /// <summary>Reads one record, with the bodies of its responses; one whose body is not whole is left out.</summary>
    /// <param name="store">The store to read.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The record, or null when there is none.</returns>
    public static async ValueTask<TransferRecord?> ReadAsync(ICacheStore store, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        using var record = await store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (record is null)
        {
            return null;
        }

        if (!key.StartsWith(CacheKey.Prefix, StringComparison.Ordinal) || !StoredHeads.TryRead(record.Value, out var heads, out _))
        {
            return new TransferRecord { Key = key, Expires = record.Expires, Value = record.Value.ToArray() };
        }

        List<TransferResponse> responses = [];
        foreach (var head in heads)
        {
            if (await BodyAsync(store, head.Body, cancellationToken).ConfigureAwait(false) is { } body)
            {
                responses.Add(TransferResponse.Of(head, body));
            }
        }

        return new TransferRecord { Key = key, Expires = record.Expires, Responses = responses };
    }

    /// <summary>Writes one record in place of the one with its key. What freshness depends on is taken from the fields; bodies get new names.</summary>
    /// <param name="store">The store to write.</param>
    /// <param name="record">The record.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <exception cref="ArgumentException">Its key, a status or its size is not allowed.</exception>
    public static async ValueTask WriteAsync(ICacheStore store, TransferRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(record);
        record.Check();
        var value = record.Value;
        if (record.Responses is { } responses)
        {
            var named = responses.Select(response => (Response: response, Body: Describe(response.Body))).ToList();
            value = named.AsEnumerable().Reverse().Aggregate(StoredHeads.Empty, (heads, one) => heads.Adding(one.Response.ToHead(one.Body))).ToArray();
            StoreLimits.CheckValue(value);
            foreach (var (response, body) in named)
            {
                for (int i = 0, at = 0; i < body.Segments.Count; at += body.Segments[i++].Length)
                {
                    await store.SetAsync(BodyKeys.Segment(body.Id, i), response.Body.Slice(at, body.Segments[i].Length), null, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        await store.SetAsync(record.Key, value, record.Expires, cancellationToken).ConfigureAwait(false);
    }

    private static BodyDescriptor Describe(ReadOnlyMemory<byte> body)
    {
        var segments = new BodySegment[(body.Length + StoreLimits.MaxSegmentBytes - 1) / StoreLimits.MaxSegmentBytes];
        for (var i = 0; i < segments.Length; i++)
        {
            var segment = body[(i * StoreLimits.MaxSegmentBytes)..];
            segment = segment[..Math.Min(StoreLimits.MaxSegmentBytes, segment.Length)];
            segments[i] = new BodySegment(segment.Length, BodyDigest.Compute(segment.Span));
        }

        return segments.Length == 0 ? BodyDescriptor.Empty : BodyDescriptor.Of(BodyId.New(), segments);
    }

    // Null when a segment is missing or not what the head says.
    private static async ValueTask<byte[]?> BodyAsync(ICacheStore store, BodyDescriptor body, CancellationToken cancellationToken)
    {
        if (body.Length > Array.MaxLength / 2)
        {
            return null;
        }

        var bytes = new byte[body.Length];
        var at = 0;
        for (var i = 0; i < body.Segments.Count; i++)
        {
            using var segment = await store.GetAsync(BodyKeys.Segment(body.Id, i), cancellationToken).ConfigureAwait(false);
            if (segment is null || segment.Value.Length != body.Segments[i].Length || BodyDigest.Compute(segment.Value.Span) != body.Segments[i].Digest)
            {
                return null;
            }

            segment.Value.CopyTo(bytes.AsMemory(at));
            at += segment.Value.Length;
        }

        return bytes;
    }
}
