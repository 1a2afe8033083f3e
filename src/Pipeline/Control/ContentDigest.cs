using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Freshet.Control;

// A digest of a request's content that does not depend on what means the same: the order of JSON's members and of a form's fields, and the
// boundary of multipart content.
internal static class ContentDigest
{
    public static byte[] Of(string? contentType, ReadOnlyMemory<byte> content, IReadOnlyList<string> ignored)
    {
        var type = (contentType ?? "").Split(';', 2)[0].Trim().ToLowerInvariant();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(type));
        hash.AppendData([0]);
        hash.AppendData(Normal(type, contentType ?? "", content, ignored).Span);
        return hash.GetHashAndReset();
    }

    private static ReadOnlyMemory<byte> Normal(string type, string contentType, ReadOnlyMemory<byte> content, IReadOnlyList<string> ignored) =>
        type is "application/json" || type.EndsWith("+json", StringComparison.Ordinal) ? Json(content, ignored)
            : type is "application/x-www-form-urlencoded" ? Form(content, ignored)
            : type.StartsWith("multipart/", StringComparison.Ordinal) ? Multipart(contentType, content)
            : content;

    private static ReadOnlyMemory<byte> Json(ReadOnlyMemory<byte> content, IReadOnlyList<string> ignored)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var normal = new ArrayBufferWriter<byte>(content.Length);
            using (var writer = new Utf8JsonWriter(normal))
            {
                Write(document.RootElement, "", writer, ignored);
            }

            return normal.WrittenMemory;
        }
        catch (JsonException)
        {
            return content;
        }
    }

    private static void Write(JsonElement element, string path, Utf8JsonWriter writer, IReadOnlyList<string> ignored)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    var inner = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
                    if (!IsIgnored(inner, member.Name, ignored))
                    {
                        writer.WritePropertyName(member.Name);
                        Write(member.Value, inner, writer, ignored);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(item, path, writer, ignored);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static bool IsIgnored(string path, string name, IReadOnlyList<string> ignored) =>
        ignored.Any(member => member.StartsWith("**.", StringComparison.Ordinal) ? member.AsSpan(3).SequenceEqual(name) : member == path);

    private static byte[] Form(ReadOnlyMemory<byte> content, IReadOnlyList<string> ignored)
    {
        var pairs = Encoding.Latin1.GetString(content.Span).Split('&').Where(pair => pair.Length > 0)
            .Select(pair => (Name: Uri.UnescapeDataString(pair.Split('=', 2)[0].Replace('+', ' ')), Pair: pair))
            .Where(field => !IsIgnored(field.Name, field.Name, ignored))
            .OrderBy(field => field.Name, StringComparer.Ordinal);
        return Encoding.Latin1.GetBytes(string.Join('&', pairs.Select(field => field.Pair)));
    }

    private static ReadOnlyMemory<byte> Multipart(string contentType, ReadOnlyMemory<byte> content)
    {
        var at = contentType.IndexOf("boundary=", StringComparison.OrdinalIgnoreCase);
        var boundary = at < 0 ? "" : contentType[(at + 9)..].Split(';', 2)[0].Trim().Trim('"');
        return boundary.Length == 0 ? content
            : Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(content.Span).Replace("--" + boundary, "--boundary", StringComparison.Ordinal));
    }
}
