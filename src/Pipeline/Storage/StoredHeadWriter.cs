using System.Buffers.Binary;
using System.Text;
using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Storage;

internal ref struct StoredHeadWriter
{
    private const int StackBytes = 2048;
    private readonly Span<byte> _target;
    private int _at;

    private StoredHeadWriter(Span<byte> target) => _target = target;

    public static byte[] Encode(string method, SelectingFields selecting, HeaderFields fields, in ResponseFacts facts, BodyDescriptor body)
    {
        var bound = SizeBound(method, selecting, fields, body);
        var bytes = bound <= StackBytes ? stackalloc byte[StackBytes] : new byte[bound];
        var writer = new StoredHeadWriter(bytes);
        writer.Facts(facts);
        writer.Body(body);
        writer.UInt32(StoredHeadLayout.RequestPart, (uint)writer._at);
        writer.Request(method, selecting);
        writer.UInt32(StoredHeadLayout.ResponsePart, (uint)writer._at);
        writer.Response(fields);
        writer.UInt32(StoredHeadLayout.Used, (uint)writer._at);
        var length = (writer._at + 7) & ~7;
        writer.UInt32(StoredHeadLayout.Length, (uint)length);
        return bytes[..length].ToArray();
    }

    private static int SizeBound(string method, SelectingFields selecting, HeaderFields fields, BodyDescriptor body)
    {
        var chars = method.Length;
        for (var i = 0; i < selecting.Count; i++)
        {
            chars += selecting[i].Name.Length + (selecting[i].Value?.Length ?? 0);
        }

        foreach (var line in fields.Lines)
        {
            chars += line.Name.Length + line.Value.Length;
        }

        return checked(StoredHeadLayout.Fixed + (body.Segments.Count * StoredHeadLayout.Segment) + (chars * 3)
            + (11 * (selecting.Count + fields.Count)) + 32);
    }

    private void Facts(in ResponseFacts facts)
    {
        UInt32(StoredHeadLayout.Status, (uint)facts.Status);
        UInt32(StoredHeadLayout.Flags, (uint)facts.Flags);
        UInt32(StoredHeadLayout.MaxAge, (uint)facts.MaxAge);
        UInt32(StoredHeadLayout.SMaxAge, (uint)facts.SMaxAge);
        UInt32(StoredHeadLayout.StaleWhileRevalidate, (uint)facts.StaleWhileRevalidate);
        UInt32(StoredHeadLayout.StaleIfError, (uint)facts.StaleIfError);
        UInt32(StoredHeadLayout.Age, (uint)facts.Age);
        Int64(StoredHeadLayout.Date, facts.DateSeconds);
        Int64(StoredHeadLayout.Expires, facts.ExpiresSeconds);
        Int64(StoredHeadLayout.LastModified, facts.LastModifiedSeconds);
        Int64(StoredHeadLayout.RequestTime, facts.RequestTicks);
        Int64(StoredHeadLayout.ResponseTime, facts.ResponseTicks);
    }

    private void Body(BodyDescriptor body)
    {
        Int64(StoredHeadLayout.BodyHigh, (long)body.Id.High);
        Int64(StoredHeadLayout.BodyLow, (long)body.Id.Low);
        Int64(StoredHeadLayout.BodyLength, body.Length);
        UInt32(StoredHeadLayout.SegmentCount, (uint)body.Segments.Count);
        _at = StoredHeadLayout.Fixed;
        for (var i = 0; i < body.Segments.Count; i++)
        {
            var segment = body.Segments[i];
            UInt32(_at, (uint)segment.Length);
            Int64(_at + 4, (long)segment.Digest);
            _at += StoredHeadLayout.Segment;
        }
    }

    private void Request(string method, SelectingFields selecting)
    {
        Text(method, 0);
        Number((uint)selecting.Count);
        for (var i = 0; i < selecting.Count; i++)
        {
            var field = selecting[i];
            Name(field.Name);
            if (field.Value is null)
            {
                Number(0);
            }
            else
            {
                Text(field.Value, 1);
            }
        }
    }

    private void Response(HeaderFields fields)
    {
        Number((uint)fields.Count);
        foreach (var line in fields.Lines)
        {
            Name(line.Name);
            Text(line.Value, 0);
        }
    }

    private void Name(string name)
    {
        var code = StoredHeadNames.Code(name);
        _target[_at++] = code;
        if (code == 0)
        {
            Text(name, 0);
        }
    }

    private void Text(string text, uint offset)
    {
        Number((uint)Encoding.UTF8.GetByteCount(text) + offset);
        _at += Encoding.UTF8.GetBytes(text, _target[_at..]);
    }

    private void Number(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _target[_at++] = (byte)(value | 0x80);
        }

        _target[_at++] = (byte)value;
    }

    private readonly void UInt32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_target[at..], value);

    private readonly void Int64(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(_target[at..], value);
}
