using System.Buffers.Binary;
using System.Text;
using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Storage;

// Reads the variable part of a head. `Failed` is set instead of throwing; after IsValid it never is.
internal ref struct StoredHeadReader
{
    private ReadOnlySpan<byte> _rest;

    private StoredHeadReader(ReadOnlySpan<byte> rest) => _rest = rest;

    public bool Failed { get; private set; }

    public static ResponseFacts Facts(ReadOnlySpan<byte> head) => new()
    {
        Status = Int32(head, StoredHeadLayout.Status),
        Flags = (ResponseFlags)Int32(head, StoredHeadLayout.Flags),
        MaxAge = Int32(head, StoredHeadLayout.MaxAge),
        SMaxAge = Int32(head, StoredHeadLayout.SMaxAge),
        StaleWhileRevalidate = Int32(head, StoredHeadLayout.StaleWhileRevalidate),
        StaleIfError = Int32(head, StoredHeadLayout.StaleIfError),
        Age = Int32(head, StoredHeadLayout.Age),
        DateSeconds = Int64(head, StoredHeadLayout.Date),
        ExpiresSeconds = Int64(head, StoredHeadLayout.Expires),
        LastModifiedSeconds = Int64(head, StoredHeadLayout.LastModified),
        RequestTicks = Int64(head, StoredHeadLayout.RequestTime),
        ResponseTicks = Int64(head, StoredHeadLayout.ResponseTime),
    };

    public static BodyDescriptor Body(ReadOnlySpan<byte> head)
    {
        var segments = new BodySegment[Int32(head, StoredHeadLayout.SegmentCount)];
        for (var i = 0; i < segments.Length; i++)
        {
            var at = StoredHeadLayout.Fixed + (i * StoredHeadLayout.Segment);
            segments[i] = new(Int32(head, at), (ulong)Int64(head, at + 4));
        }

        var id = new BodyId((ulong)Int64(head, StoredHeadLayout.BodyHigh), (ulong)Int64(head, StoredHeadLayout.BodyLow));
        return new(id, Int64(head, StoredHeadLayout.BodyLength), segments);
    }

    public static (string Method, SelectingFields Selecting) Request(ReadOnlySpan<byte> head)
    {
        var reader = Part(head, StoredHeadLayout.RequestPart, StoredHeadLayout.ResponsePart);
        var method = Text(reader.Bytes(reader.Number()));
        var fields = new SelectingField[reader.Number()];
        for (var i = 0; i < fields.Length; i++)
        {
            var name = reader.Name();
            fields[i] = new(name, reader.Number() is > 0 and var length ? Text(reader.Bytes(length - 1)) : null);
        }

        return (method, fields.Length == 0 ? SelectingFields.None : new(fields));
    }

    public static HeaderFields Response(ReadOnlySpan<byte> head)
    {
        var reader = Part(head, StoredHeadLayout.ResponsePart, StoredHeadLayout.Used);
        var lines = new HeaderField[reader.Number()];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = new(reader.Name(), Text(reader.Bytes(reader.Number())));
        }

        return new(lines);
    }

    public static string? First(ReadOnlySpan<byte> head, string name)
    {
        var reader = Part(head, StoredHeadLayout.ResponsePart, StoredHeadLayout.Used);
        for (var count = reader.Number(); count > 0; count--)
        {
            var found = reader.NameIs(name);
            var value = reader.Bytes(reader.Number());
            if (found)
            {
                return Text(value);
            }
        }

        return null;
    }

    // Whether everything that the other members read is inside the head and in its range.
    public static bool IsValid(ReadOnlySpan<byte> head)
    {
        if (!HasValidNumbers(head))
        {
            return false;
        }

        var reader = Part(head, StoredHeadLayout.RequestPart, StoredHeadLayout.ResponsePart);
        reader.Bytes(reader.Number());
        for (var count = reader.Count(); count > 0 && !reader.Failed; count--)
        {
            reader.SkipName();
            reader.Bytes(Math.Max(reader.Number(), 1) - 1);
        }

        if (reader.Failed || reader._rest.Length > 0)
        {
            return false;
        }

        reader = Part(head, StoredHeadLayout.ResponsePart, StoredHeadLayout.Used);
        for (var count = reader.Count(); count > 0 && !reader.Failed; count--)
        {
            reader.SkipName();
            reader.Bytes(reader.Number());
        }

        return !reader.Failed && reader._rest.Length == 0;
    }

    private static bool HasValidNumbers(ReadOnlySpan<byte> head)
    {
        var (segments, request) = (Int32(head, StoredHeadLayout.SegmentCount), Int32(head, StoredHeadLayout.RequestPart));
        var (response, used) = (Int32(head, StoredHeadLayout.ResponsePart), Int32(head, StoredHeadLayout.Used));
        if (segments < 0 || request != StoredHeadLayout.Fixed + ((long)segments * StoredHeadLayout.Segment)
            || response < request || used < response || used > head.Length)
        {
            return false;
        }

        var length = 0L;
        for (var at = StoredHeadLayout.Fixed; at < request; at += StoredHeadLayout.Segment)
        {
            var segment = Int32(head, at);
            length += segment;
            if (segment is <= 0 or > StoreLimits.MaxSegmentBytes)
            {
                return false;
            }
        }

        return length == Int64(head, StoredHeadLayout.BodyLength)
            && Int32(head, StoredHeadLayout.Status) is >= 0 and <= 999
            && Int32(head, StoredHeadLayout.MaxAge) >= -1 && Int32(head, StoredHeadLayout.SMaxAge) >= -1
            && Int32(head, StoredHeadLayout.StaleWhileRevalidate) >= -1 && Int32(head, StoredHeadLayout.StaleIfError) >= -1
            && Int32(head, StoredHeadLayout.Age) >= 0 && IsTime(Int64(head, StoredHeadLayout.Date))
            && Int64(head, StoredHeadLayout.Expires) is var expires && (expires == ResponseFacts.NoTime || IsTime(expires))
            && Int64(head, StoredHeadLayout.LastModified) is var modified && (modified == ResponseFacts.NoTime || IsTime(modified))
            && IsTicks(Int64(head, StoredHeadLayout.RequestTime)) && IsTicks(Int64(head, StoredHeadLayout.ResponseTime));
    }

    private static bool IsTime(long seconds) =>
        seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    private static bool IsTicks(long ticks) => ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;

    private static StoredHeadReader Part(ReadOnlySpan<byte> head, int from, int to) => new(head[Int32(head, from)..Int32(head, to)]);

    private static int Int32(ReadOnlySpan<byte> head, int at) => BinaryPrimitives.ReadInt32LittleEndian(head[at..]);

    private static long Int64(ReadOnlySpan<byte> head, int at) => BinaryPrimitives.ReadInt64LittleEndian(head[at..]);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private string Name()
    {
        var code = Bytes(1)[0];
        return code == 0 ? Text(Bytes(Number())) : StoredHeadNames.Known[code - 1];
    }

    private bool NameIs(string name)
    {
        var code = Bytes(1)[0];
        var known = code == 0 ? Text(Bytes(Number())) : StoredHeadNames.Known[code - 1];
        return known.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    private void SkipName()
    {
        var code = Bytes(1) is [var first] ? first : 0;
        if (code == 0)
        {
            Bytes(Number());
        }

        Failed |= code > StoredHeadNames.Known.Length;
    }

    // A count whose members, of two bytes at least, can't be there is refused before anything is allocated for them.
    private int Count()
    {
        var count = Number();
        Failed |= count > _rest.Length / 2;
        return Failed ? 0 : count;
    }

    private int Number()
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (Bytes(1) is not [var next] || shift == 28 && next > 7)
            {
                break;
            }

            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (int)value;
            }
        }

        Failed = true;
        return 0;
    }

    private ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _rest.Length)
        {
            Failed = true;
            return [];
        }

        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }
}
