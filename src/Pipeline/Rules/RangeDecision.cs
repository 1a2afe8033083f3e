using Freshet.Http;

namespace Freshet.Rules;

/// <summary>What of a stored response answers a request (RFC 9110 §14.2, RFC 9111 §3.3).</summary>
public abstract record RangeDecision
{
    private RangeDecision()
    {
    }

    /// <summary>Calls the function of the case.</summary>
    public T Match<T>(
        Func<Whole, T> onWhole, Func<Part, T> onPart, Func<Parts, T> onParts, Func<NotSatisfiable, T> onNotSatisfiable, Func<NotStored, T> onNotStored)
    {
        ArgumentNullException.ThrowIfNull(onWhole);
        ArgumentNullException.ThrowIfNull(onPart);
        ArgumentNullException.ThrowIfNull(onParts);
        ArgumentNullException.ThrowIfNull(onNotSatisfiable);
        ArgumentNullException.ThrowIfNull(onNotStored);
        return this switch
        {
            Whole whole => onWhole(whole),
            Part part => onPart(part),
            Parts parts => onParts(parts),
            NotSatisfiable not => onNotSatisfiable(not),
            NotStored not => onNotStored(not),
            _ => throw new InvalidOperationException(),
        };
    }

    /// <summary>The whole response: no range is asked for, or the field is ignored.</summary>
    public sealed record Whole : RangeDecision
    {
        internal static Whole Instance { get; } = new();
    }

    /// <summary>206 with one range.</summary>
    /// <param name="Span">The bytes of the representation.</param>
    /// <param name="CompleteLength">The length of the representation, or null when it is not known.</param>
    public sealed record Part(ByteSpan Span, long? CompleteLength) : RangeDecision
    {
        /// <summary>The Content-Range of the answer.</summary>
        public ContentRange ContentRange => new(Span, CompleteLength);
    }

    /// <summary>206 with several ranges, as multipart/byteranges (RFC 9110 §14.6).</summary>
    /// <param name="Spans">The bytes of the representation, in the order asked for.</param>
    /// <param name="CompleteLength">The length of the representation, or null when it is not known.</param>
    public sealed record Parts(IReadOnlyList<ByteSpan> Spans, long? CompleteLength) : RangeDecision;

    /// <summary>416: no range has a byte of the representation.</summary>
    /// <param name="CompleteLength">The length of the representation.</param>
    public sealed record NotSatisfiable(long CompleteLength) : RangeDecision;

    /// <summary>The response is stored in part, and what is asked for is not all in that part.</summary>
    public sealed record NotStored : RangeDecision
    {
        internal static NotStored Instance { get; } = new();
    }
}
