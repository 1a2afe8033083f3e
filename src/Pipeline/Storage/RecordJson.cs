using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Freshet.Rules;

namespace Freshet.Storage;

// Records as lines of JSON; docs/format.md has the form.
internal static partial class RecordJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    // Null when the record is gone by now.
    public static async ValueTask<ReadOnlyMemory<byte>?> WriteAsync(ICacheStore store, string key, CancellationToken cancellationToken)
    {
        using var record = await store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (record is null)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            if (record.Expires is { } expires)
            {
                json.WriteString("expires", Time(expires));
            }

            if (key.StartsWith(CacheKey.Prefix, StringComparison.Ordinal) && StoredHeads.TryRead(record.Value, out var heads, out _))
            {
                json.WriteStartArray("responses");
                foreach (var head in heads)
                {
                    // A response without its whole body is as good as absent.
                    if (await BodyAsync(store, head.Body, cancellationToken).ConfigureAwait(false) is { } body)
                    {
                        Write(json, head, body);
                    }
                }

                json.WriteEndArray();
            }
            else
            {
                WriteBytes(json, record.Value.Span);
            }

            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, StoredHead head, byte[] body)
    {
        json.WriteStartObject();
        json.WriteString("method", head.Method);
        json.WriteNumber("status", head.Status);
        json.WriteString("requested", Time(head.Facts.RequestTime));
        json.WriteString("received", Time(head.Facts.ResponseTime));
        if (head.Facts.Has(ResponseFlags.Invalidated))
        {
            json.WriteBoolean("invalidated", true);
        }

        if (head.Facts.Has(ResponseFlags.DateIsReceipt))
        {
            json.WriteBoolean("dated", false);
        }

        json.WriteStartArray("selecting");
        foreach (var field in head.Selecting)
        {
            WritePair(json, field.Name, field.Value);
        }

        json.WriteEndArray();
        json.WriteStartArray("fields");
        foreach (var field in head.Fields)
        {
            WritePair(json, field.Name, field.Value);
        }

        json.WriteEndArray();
        json.WriteStartObject("body");
        WriteBytes(json, body);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePair(Utf8JsonWriter json, string name, string? value)
    {
        json.WriteStartArray();
        json.WriteStringValue(name);
        json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void WriteBytes(Utf8JsonWriter json, ReadOnlySpan<byte> bytes)
    {
        if (TextOf(bytes) is { } text)
        {
            json.WriteString("text", text);
        }
        else
        {
            json.WriteBase64String("base64", bytes);
        }
    }

    // Null for what is no text, or would not come back the same.
    private static string? TextOf(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (b is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r') or 0x7F)
            {
                return null;
            }
        }

        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // Null when a segment is missing or not what the head says.
    private static async ValueTask<byte[]?> BodyAsync(ICacheStore store, BodyDescriptor body, CancellationToken cancellationToken)
    {
        if (body.Length > Array.MaxLength / 2)
        {
            return null;
        }

        var bytes = new byte[body.Length];
        var at = 0;
        for (var i = 0; i < body.Segments.Count; i++)
        {
            using var segment = await store.GetAsync(BodyKeys.Segment(body.Id, i), cancellationToken).ConfigureAwait(false);
            if (segment is null || segment.Value.Length != body.Segments[i].Length || BodyDigest.Compute(segment.Value.Span) != body.Segments[i].Digest)
            {
                return null;
            }

            segment.Value.CopyTo(bytes.AsMemory(at));
            at += segment.Value.Length;
        }

        return bytes;
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
