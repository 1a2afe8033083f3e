using System.Globalization;
using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

/// <summary>Storing and combining partial content (RFC 9111 §3.3, §3.4; RFC 9110 §15.3.7.3).</summary>
public static class PartialContent
{
    /// <summary>Whether a 206 can be stored as what it says: one range, in bytes, that answers a request for one.</summary>
    public static bool IsStorable(RequestHead request, ResponseHead response)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        return response.Status == 206 && request.Method == "GET" && ByteRanges.Of(request.Fields) is { Count: 1 }
            && ContentRange.Of(response.Fields) is { Span: { } span }

            // RFC 9110 §8.6: what is longer than its range is not what it says; what is shorter is incomplete, and known from where on
            && (response.Fields.First("Content-Length") is not { } length || ByteRanges.Position(length) <= span.Length);
    }

    /// <summary>The request for what is missing of a response that is stored in part, or null when it can't be completed.</summary>
    /// <param name="request">The request for the whole.</param>
    /// <param name="head">The stored part.</param>
    public static RequestHead? Completion(RequestHead request, StoredHead head)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(head);

        // §3.4: only with the same strong validator; RFC 9110 §13.1.5: If-Range brings the whole when the representation has changed
        if (request.Method != "GET" || request.Fields.Contains("Range") || request.Fields.Contains("If-Range") || head.Status != 206
            || head.EntityTag is not { IsWeak: false } tag || StoredPart.Of(head) is not { CompleteLength: { } length } stored)
        {
            return null;
        }

        var missing = stored.Span.First == 0 ? new ByteRange(stored.Span.Length, null)
            : stored.Span.Last == length - 1 ? new ByteRange(0, stored.Span.First - 1)
            : default(ByteRange?);
        return missing is { } range
            ? request.WithFields(request.Fields.With("Range", $"bytes={range}").With("If-Range", tag.Text))
            : null;
    }

    /// <summary>What a stored response and a 206 are together, or null when they can't be combined.</summary>
    /// <param name="stored">The stored response, whole or in part.</param>
    /// <param name="received">The 206.</param>
    public static StoredPart? Combine(StoredHead stored, ResponseHead received)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(received);

        // §3.4: they all share the same strong validator
        if (stored.Status is not (200 or 206) || received.Status != 206
            || stored.EntityTag is not { } tag || EntityTag.Of(received.Fields) is not { } other || !tag.StrongEquals(other)
            || StoredPart.Of(stored) is not { } part || ContentRange.Of(received.Fields) is not { Span: { } span } range)
        {
            return null;
        }

        var length = range.CompleteLength ?? part.CompleteLength;
        return part.CompleteLength is { } known && known != length || !part.Span.Touches(span) || length <= span.Last
            ? null
            : new(part.Span.With(span), length);
    }

    /// <summary>The bytes of both together; where both have some, those received count.</summary>
    /// <param name="stored">Which bytes are stored.</param>
    /// <param name="storedBytes">The bytes that are stored.</param>
    /// <param name="received">Which bytes were received.</param>
    /// <param name="receivedBytes">The bytes that were received.</param>
    /// <param name="combined">Where they go: as long as both spans together.</param>
    public static void Join(
        ByteSpan stored, ReadOnlySpan<byte> storedBytes, ByteSpan received, ReadOnlySpan<byte> receivedBytes, Span<byte> combined)
    {
        var start = Math.Min(stored.First, received.First);
        storedBytes.CopyTo(combined[(int)(stored.First - start)..]);
        receivedBytes.CopyTo(combined[(int)(received.First - start)..]);
    }

    /// <summary>The 200 that a stored part and the 206 with the rest make, as if it had come from the origin in one piece; null when they don't.</summary>
    /// <param name="stored">The stored part.</param>
    /// <param name="received">The response to its <see cref="Completion"/>.</param>
    public static ResponseHead? Completed(StoredHead stored, ResponseHead received)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(received);
        if (Combine(stored, received) is not { IsComplete: true } whole || StoredPart.Of(stored) is not { } part
            || ContentRange.Of(received.Fields)?.Span is not { } rest || rest.Length + part.Span.Length != whole.Span.Length)
        {
            return null;
        }

        var fields = FieldUpdate.Merge(stored.ToResponse().Fields, received.Fields).Without("Content-Length").Without(ContentRange.FieldName);
        return new(200, fields.With("Content-Length", whole.Span.Length.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>The combined response's head: a 200 when it is complete, otherwise a 206 (§3.4).</summary>
    /// <param name="stored">The stored response.</param>
    /// <param name="received">The 206.</param>
    /// <param name="combined">What they are together.</param>
    /// <param name="body">Where the combined body is stored.</param>
    /// <param name="policy">The cache's policy.</param>
    /// <param name="requestTime">When the request was sent.</param>
    /// <param name="responseTime">When the 206 was received.</param>
    public static StoredHead Head(
        StoredHead stored,
        ResponseHead received,
        StoredPart combined,
        BodyDescriptor body,
        CachePolicy policy,
        DateTimeOffset requestTime,
        DateTimeOffset responseTime)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(received);

        // §3.4: a cache MUST use the header fields provided in the new response, aside from Content-Range, to replace all instances
        var updated = Freshening.Update(stored, stored.Selecting, received.Fields, policy, requestTime, responseTime);
        var fields = updated.Fields.Without("Content-Length").Without(ContentRange.FieldName)
            .With("Content-Length", combined.Span.Length.ToString(CultureInfo.InvariantCulture));
        return combined.IsComplete
            ? new StoredHead(stored.Method, stored.Selecting, fields, updated.Facts with { Status = 200 }, body)
            : new StoredHead(
                stored.Method,
                stored.Selecting,
                fields.With(ContentRange.FieldName, new ContentRange(combined.Span, combined.CompleteLength).ToString()),
                updated.Facts with { Status = 206 },
                body);
    }
}
