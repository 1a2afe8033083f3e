namespace Freshet.Storage;

/// <summary>Where a stored body is and what it must be like when read: what the head says of it.</summary>
/// <param name="Id">The name of the body.</param>
/// <param name="Length">The length in bytes; the sum of the segments'.</param>
/// <param name="Segments">The segments in order; none when the body is empty.</param>
public sealed record BodyDescriptor(BodyId Id, long Length, IReadOnlyList<BodySegment> Segments)
{
    /// <summary>A body of no bytes, which has no segments.</summary>
    public static BodyDescriptor Empty { get; } = new(default, 0, []);

    /// <summary>Whether id, length and every segment are equal.</summary>
    public bool Equals(BodyDescriptor? other) =>
        other is not null && Id == other.Id && Length == other.Length && Segments.SequenceEqual(other.Segments);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Length);

    internal static BodyDescriptor Of(BodyId id, BodySegment[] segments)
    {
        var length = 0L;
        foreach (var segment in segments)
        {
            length += segment.Length;
        }

        return new(id, length, segments);
    }
}
