using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

/// <summary>Answering requests for ranges from what is stored (RFC 9110 §13.1.5, §14.2; RFC 9111 §3.3).</summary>
public static class RangeSelection
{
    /// <summary>The most ranges that are answered with several parts; a request for more gets the whole: 16.</summary>
    public const int MaxParts = 16;

    /// <summary>The longest stored body of which several parts are answered; of a longer one it is the whole: 8 MiB.</summary>
    public const long MaxPartsBytes = 8 << 20;

    /// <summary>Decides what of a stored response answers a request that has selected it.</summary>
    public static RangeDecision Decide(RequestHead request, StoredHead head)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(head);
        RangeDecision otherwise = head.Status == 206 ? RangeDecision.NotStored.Instance : RangeDecision.Whole.Instance;

        // RFC 9110 §14.2: Range is only defined for GET, and is evaluated when the result without it would be a 200
        if (head.Status is not (200 or 206) || request.Method != "GET"
            || ByteRanges.Of(request.Fields) is not { } ranges || !IfRange.IsMet(request.Fields, head) || StoredPart.Of(head) is not { } stored)
        {
            return otherwise;
        }

        return stored.CompleteLength is { } length ? Known(ranges, stored.Span, length, otherwise) : Unknown(ranges, stored.Span);
    }

    private static RangeDecision Known(ByteRanges ranges, ByteSpan stored, long length, RangeDecision otherwise)
    {
        List<ByteSpan> spans = [];
        foreach (var range in ranges)
        {
            if (range.Of(length) is { } span)
            {
                spans.Add(span);
            }
        }

        // RFC 9110 §14.1.1: a ranges-specifier is satisfiable when it contains at least one range that is
        if (spans.Count == 0)
        {
            return new RangeDecision.NotSatisfiable(length);
        }

        // RFC 9111 §3.3: MUST NOT send a partial response unless it is wholly within what is stored
        if (!spans.TrueForAll(stored.Contains))
        {
            return RangeDecision.NotStored.Instance;
        }

        // RFC 9110 §15.3.7.2: a server MAY coalesce any of the ranges that overlap, or that are separated by a gap smaller than the overhead
        Coalesce(spans);
        return spans is [var only] ? new RangeDecision.Part(only, length)
            : spans.Count <= MaxParts && stored.Length <= MaxPartsBytes ? new RangeDecision.Parts(spans, length)

            // RFC 9110 §14.2: a server MAY ignore the Range header field
            : otherwise;
    }

    // Of a response whose length nobody told only what is said from end to end can be found.
    private static RangeDecision Unknown(ByteRanges ranges, ByteSpan stored) =>
        ranges is [{ First: { } first, Last: { } last }] && stored.Contains(new(first, last))
            ? new RangeDecision.Part(new(first, last), null)
            : RangeDecision.NotStored.Instance;

    private static void Coalesce(List<ByteSpan> spans)
    {
        for (var i = 0; i < spans.Count; i++)
        {
            for (var j = spans.Count - 1; j > i; j--)
            {
                if (spans[i].Touches(spans[j]))
                {
                    spans[i] = spans[i].With(spans[j]);
                    spans.RemoveAt(j);
                    j = spans.Count;
                }
            }
        }
    }
}
