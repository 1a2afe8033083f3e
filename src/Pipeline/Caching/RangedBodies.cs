using System.Security.Cryptography;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Caching;

// Opens what of a stored body answers a request: all of it, a range, or several.
internal sealed class RangedBodies(CacheParts parts, HeadRecords records)
{
    public ValueTask<StoredBody?> OpenAsync(Exchange exchange, StoredHead head, CancellationToken cancellationToken)
    {
        if (exchange.Request.Method == "HEAD")
        {
            return ValueTask.FromResult<StoredBody?>(Nothing(exchange));
        }

        var decision = RangeSelection.Decide(exchange.Request, head);
        exchange.Range = new RangedAnswer(decision);
        return decision switch
        {
            RangeDecision.NotSatisfiable => ValueTask.FromResult<StoredBody?>(Nothing(exchange)),
            RangeDecision.Part part => CutAsync(exchange, head, part.Span, cancellationToken),
            RangeDecision.Parts several => SeveralAsync(exchange, head, several, cancellationToken),
            _ => WholeAsync(exchange, head, 0, cancellationToken),
        };
    }

    private static StoredBody Nothing(Exchange exchange) => new(BodyBuffer.Empty, exchange.Record?.Tier);

    private async ValueTask<StoredBody?> CutAsync(Exchange exchange, StoredHead head, ByteSpan span, CancellationToken cancellationToken)
    {
        var start = span.First - StoredPart.Of(head)!.Value.Span.First;
        if (await WholeAsync(exchange, head, start, cancellationToken).ConfigureAwait(false) is not { } body)
        {
            return null;
        }

        return body.Content is { } content
            ? body with { Content = new LimitedStream(content, span.Length) }
            : body with { Buffer = body.Buffer.Cut(start, span.Length) };
    }

    private async ValueTask<StoredBody?> SeveralAsync(Exchange exchange, StoredHead head, RangeDecision.Parts several, CancellationToken cancellationToken)
    {
        if (await parts.Bodies.ReadAsync(head.Body, cancellationToken).ConfigureAwait(false) is not { } body)
        {
            return null;
        }

        using (body.Buffer)
        {
            var boundary = RandomNumberGenerator.GetHexString(32, lowercase: true);
            var first = StoredPart.Of(head)!.Value.Span.First;
            var content = RangeResponse.Content(several, first, body.Buffer.Bytes.Span, boundary, head.First("Content-Type"));
            exchange.Range = new RangedAnswer(several, boundary, content.Length);
            return new StoredBody(BodyBuffer.Of(content), body.Tier);
        }
    }

    // A stream over several segments begins at the start; what is in memory is there from its first byte.
    private ValueTask<StoredBody?> WholeAsync(Exchange exchange, StoredHead head, long start, CancellationToken cancellationToken)
    {
        var body = head.Body;
        return exchange.IsStreamed && body.Segments.Count > 1
            ? parts.Bodies.OpenAsync(body, start, () => records.RemoveAsync(exchange.Key, other => other.Body.Id == body.Id, CancellationToken.None), cancellationToken)
            : parts.Bodies.ReadAsync(body, cancellationToken);
    }
}
