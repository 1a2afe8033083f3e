using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Caching;

// Puts together what came in parts (RFC 9111 §3.4).
internal sealed class PartialBodies(CacheParts parts)
{
    // Parts are combined in memory; longer ones replace each other.
    private const int MaxCombined = 8 << 20;

    // The response to a completion as the whole that it makes with the stored part; null when it does not.
    public async ValueTask<FetchedResponse?> CompleteAsync(
        Exchange exchange, StoredHead part, FetchedResponse fetched, CancellationToken cancellationToken)
    {
        if (PartialContent.Completed(part, fetched.Head) is not { } whole
            || await OpenAsync(exchange, part.Body, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return null;
        }

        var isFirst = StoredPart.Of(part)!.Value.Span.First == 0;
        if (fetched.Content is null && stored.Content is null)
        {
            var (head, tail) = isFirst ? (stored.Buffer, fetched.Body) : (fetched.Body, stored.Buffer);
            var bytes = new byte[head.Bytes.Length + tail.Bytes.Length];
            head.Bytes.CopyTo(bytes);
            tail.Bytes.CopyTo(bytes.AsMemory(head.Bytes.Length));
            stored.Dispose();
            fetched.Dispose();
            return fetched with { Head = whole, Body = BodyBuffer.Of(bytes), Decoded = null };
        }

        var (kept, rest) = (new BodyStream(stored.Buffer, stored.Content), new BodyStream(fetched.Body, fetched.Content));
        return fetched with
        {
            Head = whole,
            Body = BodyBuffer.Empty,
            Decoded = null,
            Content = isFirst ? new ConcatenatedStream(kept, rest) : new ConcatenatedStream(rest, kept),
        };
    }

    // What a 206 becomes with what is stored already; itself when they can't be combined.
    public async ValueTask<StoredHead> CombineAsync(
        StoredHeads heads, RequestHead request, StoredHead received, CachePolicy policy, CancellationToken cancellationToken)
    {
        var response = received.ToResponse();
        if (heads.FirstOrDefault(head => head.Selecting.Match(request.Fields)) is not { } stored
            || PartialContent.Combine(stored, response) is not { } combined)
        {
            return received;
        }

        var body = combined.Span == StoredPart.Of(stored)!.Value.Span
            ? stored.Body
            : await JoinAsync(stored, received, combined, cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return received;
        }

        await parts.Bodies.RemoveAsync(received.Body, cancellationToken).ConfigureAwait(false);
        var facts = received.Facts;
        return PartialContent.Head(stored, response, combined, body, policy, facts.RequestTime, facts.ResponseTime);
    }

    private async ValueTask<BodyDescriptor?> JoinAsync(
        StoredHead stored, StoredHead received, StoredPart combined, CancellationToken cancellationToken)
    {
        if (combined.Span.Length > Math.Min(MaxCombined, parts.MaxStoredBodyBytes)
            || StoredPart.Of(received) is not { } part
            || await parts.Bodies.ReadAsync(stored.Body, cancellationToken).ConfigureAwait(false) is not { Buffer: var old })
        {
            return null;
        }

        using (old)
        {
            if (await parts.Bodies.ReadAsync(received.Body, cancellationToken).ConfigureAwait(false) is not { Buffer: var added })
            {
                return null;
            }

            using (added)
            {
                var bytes = new byte[combined.Span.Length];
                PartialContent.Join(StoredPart.Of(stored)!.Value.Span, old.Bytes.Span, part.Span, added.Bytes.Span, bytes);
                return await parts.Bodies.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private ValueTask<StoredBody?> OpenAsync(Exchange exchange, BodyDescriptor body, CancellationToken cancellationToken) =>
        exchange.IsStreamed && body.Segments.Count > 1
            ? parts.Bodies.OpenAsync(body, 0, null, cancellationToken)
            : parts.Bodies.ReadAsync(body, cancellationToken);
}
