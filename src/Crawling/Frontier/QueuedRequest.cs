namespace Freshet.Frontiers;

/// <summary>A request as a host's queue keeps it: without its origin, in as few bytes as it takes.</summary>
/// <remarks>flags · depth · origin? · attempt? · length of the path · path · length of the referrer? · referrer?; numbers are LEB128.</remarks>
internal readonly ref struct QueuedRequest
{
    private const byte HasOrigin = 1;
    private const byte HasAttempt = 2;
    private const byte HasReferrer = 4;

    public required int Depth { get; init; }

    /// <summary>Which of the host's origins the path belongs to.</summary>
    public required int Origin { get; init; }

    /// <summary>How often the request was leased.</summary>
    public required int Attempt { get; init; }

    public required ReadOnlySpan<byte> Path { get; init; }

    public required ReadOnlySpan<byte> Referrer { get; init; }

    public int MaxSize => 1 + (5 * 5) + Path.Length + Referrer.Length;

    public int Write(Span<byte> destination)
    {
        destination[0] = (byte)((Origin > 0 ? HasOrigin : 0) | (Attempt > 0 ? HasAttempt : 0) | (Referrer.IsEmpty ? 0 : HasReferrer));
        var position = 1;
        WriteNumber(destination, ref position, Depth);
        if (Origin > 0)
        {
            WriteNumber(destination, ref position, Origin);
        }

        if (Attempt > 0)
        {
            WriteNumber(destination, ref position, Attempt);
        }

        WriteBytes(destination, ref position, Path);
        if (!Referrer.IsEmpty)
        {
            WriteBytes(destination, ref position, Referrer);
        }

        return position;
    }

    public static QueuedRequest Read(ReadOnlySpan<byte> source, scoped out int position)
    {
        var flags = source[0];
        position = 1;
        return new QueuedRequest
        {
            Depth = ReadNumber(source, ref position),
            Origin = (flags & HasOrigin) != 0 ? ReadNumber(source, ref position) : 0,
            Attempt = (flags & HasAttempt) != 0 ? ReadNumber(source, ref position) : 0,
            Path = ReadBytes(source, ref position),
            Referrer = (flags & HasReferrer) != 0 ? ReadBytes(source, ref position) : [],
        };
    }

    private static void WriteBytes(Span<byte> destination, ref int position, ReadOnlySpan<byte> bytes)
    {
        WriteNumber(destination, ref position, bytes.Length);
        bytes.CopyTo(destination[position..]);
        position += bytes.Length;
    }

    private static ReadOnlySpan<byte> ReadBytes(ReadOnlySpan<byte> source, scoped ref int position)
    {
        var length = ReadNumber(source, ref position);
        position += length;
        return source.Slice(position - length, length);
    }

    private static void WriteNumber(Span<byte> destination, ref int position, int value)
    {
        var rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7)
        {
            destination[position++] = (byte)(rest | 0x80);
        }

        destination[position++] = (byte)rest;
    }

    private static int ReadNumber(ReadOnlySpan<byte> source, ref int position)
    {
        var value = 0u;
        for (var shift = 0; ; shift += 7)
        {
            var b = source[position++];
            value |= (b & 0x7Fu) << shift;
            if (b < 0x80)
            {
                return (int)value;
            }
        }
    }
}
