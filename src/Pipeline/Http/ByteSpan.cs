namespace Freshet.Http;

/// <summary>Bytes of a representation: from <paramref name="First"/> to <paramref name="Last"/>, both inclusive.</summary>
/// <param name="First">The first byte, from 0.</param>
/// <param name="Last">The last byte, not before the first.</param>
public readonly record struct ByteSpan(long First, long Last)
{
    /// <summary>How many bytes it is.</summary>
    public long Length => Last - First + 1;

    /// <summary>Whether another lies wholly in it.</summary>
    public bool Contains(ByteSpan other) => First <= other.First && other.Last <= Last;

    /// <summary>Whether both together are one span: they overlap, or one ends where the other begins.</summary>
    public bool Touches(ByteSpan other) => First - 1 <= other.Last && other.First - 1 <= Last;

    /// <summary>The smallest span that has both in it.</summary>
    public ByteSpan With(ByteSpan other) => new(Math.Min(First, other.First), Math.Max(Last, other.Last));
}
