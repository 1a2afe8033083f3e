using System.Globalization;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

public sealed partial class YamlFormat
{
    private static void Write(StringBuilder text, TransferRecord record)
    {
        Member(text, 0, "key", record.Key);
        if (record.Expires is { } expires)
        {
            text.Append("expires: ").Append(Time(expires)).Append('\n');
        }

        if (record.Responses is not { } responses)
        {
            WriteBytes(text, 0, "value", record.Value.Span);
            return;
        }

        text.Append(responses.Count == 0 ? "responses: []\n" : "responses:\n");
        foreach (var response in responses)
        {
            Write(text, response);
        }
    }

    private static void Write(StringBuilder text, TransferResponse response)
    {
        text.Append("- ");
        Member(text, 0, "method", response.Method);
        text.Append("  status: ").Append(response.Status).Append('\n');
        text.Append("  requested: ").Append(Time(response.RequestedAt)).Append('\n');
        text.Append("  received: ").Append(Time(response.ReceivedAt)).Append('\n');
        text.Append(response.IsInvalidated ? "  invalidated: true\n" : "").Append(response.IsDated ? "" : "  dated: false\n");
        if (response.TargetedField is { } targeted)
        {
            Member(text, 2, "targeted", targeted);
        }

        WriteFields(text, "selecting", [.. response.Selecting.Select(field => (field.Name, field.Value))]);
        WriteFields(text, "fields", [.. response.Fields.Select(field => (field.Name, (string?)field.Value))]);
        WriteBytes(text, 2, "body", response.Body.Span);
    }

    // A mapping; a name that comes several times in a row has a list. Where it comes again later, all are a list of pairs, since the order counts.
    private static void WriteFields(StringBuilder text, string name, IReadOnlyList<(string Name, string? Value)> fields)
    {
        if (fields.Count == 0)
        {
            return;
        }

        text.Append("  ").Append(name).Append(":\n");
        var runs = fields.Where((field, i) => i == 0 || fields[i - 1].Name != field.Name).Select(field => field.Name).ToList();
        var isMapping = runs.Distinct(StringComparer.Ordinal).Count() == runs.Count;
        for (var i = 0; i < fields.Count; i++)
        {
            var (field, value) = fields[i];
            var isRepeated = i > 0 && fields[i - 1].Name == field;
            if (isMapping && (isRepeated || (i + 1 < fields.Count && fields[i + 1].Name == field)))
            {
                text.Append(isRepeated ? "" : $"    {YamlText.Name(field)}:\n").Append("    - ").Append(YamlText.Inline(value)).Append('\n');
            }
            else
            {
                text.Append(isMapping ? "    " : "  - ").Append(YamlText.Name(field)).Append(": ").Append(YamlText.Inline(value)).Append('\n');
            }
        }
    }

    private static void WriteBytes(StringBuilder text, int indent, string name, ReadOnlySpan<byte> bytes)
    {
        text.Append(' ', indent).Append(name).Append(": ");
        if (TextOf(bytes) is { } found)
        {
            YamlText.Block(text, found, indent + 2);
            return;
        }

        text.Append("!!binary |");
        for (var at = 0; at < bytes.Length; at += 57)
        {
            text.Append('\n').Append(' ', indent + 2).Append(Convert.ToBase64String(bytes[at..Math.Min(at + 57, bytes.Length)]));
        }

        text.Append('\n');
    }

    private static void Member(StringBuilder text, int indent, string name, string value) =>
        text.Append(' ', indent).Append(name).Append(": ").Append(YamlText.Inline(value)).Append('\n');

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
}
