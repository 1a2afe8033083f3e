using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

/// <summary>Which bytes of the representation a stored response has (RFC 9111 §3.3).</summary>
/// <param name="Span">The bytes.</param>
/// <param name="CompleteLength">The length of the representation, or null when it is not known.</param>
public readonly record struct StoredPart(ByteSpan Span, long? CompleteLength)
{
    /// <summary>Whether it is the whole representation.</summary>
    public bool IsComplete => CompleteLength == Span.Length;

    /// <summary>The bytes of a stored response; null when it is stored in part and does not say which.</summary>
    public static StoredPart? Of(StoredHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var stored = head.Body.Length;
        if (head.Status != 206)
        {
            return new(new ByteSpan(0, stored - 1), stored);
        }

        // A part that is shorter than it says is as long as it is; one that is longer can't be trusted.
        return ContentRange.Of(head.Fields) is { Span: { } span } range && stored > 0 && stored <= span.Length
            ? new(new ByteSpan(span.First, span.First + stored - 1), range.CompleteLength)
            : null;
    }
}
