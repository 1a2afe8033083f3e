using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Freshet.Storage;

/// <summary>Records as lines of JSON, an object each; docs/format.md has the form.</summary>
public sealed partial class JsonFormat : TransferFormat
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static JsonFormat Default { get; } = new();

    /// <inheritdoc/>
    public override void Write(TransferRecord record, IBufferWriter<byte> target)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(target);
        using (var json = new Utf8JsonWriter(target, Readable))
        {
            json.WriteStartObject();
            json.WriteString("key", record.Key);
            if (record.Expires is { } expires)
            {
                json.WriteString("expires", Time(expires));
            }

            if (record.Responses is { } responses)
            {
                json.WriteStartArray("responses");
                foreach (var response in responses)
                {
                    Write(json, response);
                }

                json.WriteEndArray();
            }
            else
            {
                WriteBytes(json, record.Value.Span);
            }

            json.WriteEndObject();
        }

        target.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter json, TransferResponse response)
    {
        json.WriteStartObject();
        json.WriteString("method", response.Method);
        json.WriteNumber("status", response.Status);
        json.WriteString("requested", Time(response.RequestedAt));
        json.WriteString("received", Time(response.ReceivedAt));
        if (response.IsInvalidated)
        {
            json.WriteBoolean("invalidated", true);
        }

        if (!response.IsDated)
        {
            json.WriteBoolean("dated", false);
        }

        if (response.TargetedField is { } targeted)
        {
            json.WriteString("targeted", targeted);
        }

        WritePairs(json, "selecting", response.Selecting.Select(field => (field.Name, field.Value)));
        WritePairs(json, "fields", response.Fields.Select(field => (field.Name, (string?)field.Value)));
        json.WriteStartObject("body");
        WriteBytes(json, response.Body.Span);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePairs(Utf8JsonWriter json, string name, IEnumerable<(string Name, string? Value)> pairs)
    {
        json.WriteStartArray(name);
        foreach (var (field, value) in pairs)
        {
            json.WriteStartArray();
            json.WriteStringValue(field);
            json.WriteStringValue(value);
            json.WriteEndArray();
        }

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

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
