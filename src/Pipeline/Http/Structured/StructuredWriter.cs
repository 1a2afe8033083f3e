using System.Globalization;
using System.Text;

namespace Freshet.Http;

// Serialises structured fields (RFC 9651 §4.1).
internal static class StructuredWriter
{
    public static string Write(BareItem value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    public static string Write(in StructuredMember member)
    {
        var text = new StringBuilder();
        Append(text, member);
        return text.ToString();
    }

    public static string Write(IReadOnlyList<StructuredMember> members)
    {
        var text = new StringBuilder();
        foreach (var member in members)
        {
            Append(text.Append(text.Length > 0 ? ", " : ""), member);
        }

        return text.ToString();
    }

    public static string Write(IReadOnlyList<KeyValuePair<string, StructuredMember>> members)
    {
        var text = new StringBuilder();
        foreach (var (key, member) in members)
        {
            text.Append(text.Length > 0 ? ", " : "").Append(key);
            if (member.Item is { Boolean: true })
            {
                Append(text, member.Parameters);
            }
            else
            {
                Append(text.Append('='), member);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, in StructuredMember member)
    {
        if (member.InnerList is { } items)
        {
            text.Append('(');
            for (var i = 0; i < items.Count; i++)
            {
                Append(text.Append(i > 0 ? " " : ""), new StructuredMember(items[i]));
            }

            text.Append(')');
        }
        else
        {
            Append(text, member.Value);
        }

        Append(text, member.Parameters);
    }

    private static void Append(StringBuilder text, StructuredParameters parameters)
    {
        foreach (var (key, value) in parameters)
        {
            text.Append(';').Append(key);
            if (value.Boolean != true)
            {
                Append(text.Append('='), value);
            }
        }
    }

    private static void Append(StringBuilder text, BareItem value)
    {
        switch (value.Kind)
        {
            case BareItemKind.Boolean:
                text.Append(value.Number == 0 ? "?0" : "?1");
                break;
            case BareItemKind.Integer:
                text.Append(CultureInfo.InvariantCulture, $"{value.Number}");
                break;
            case BareItemKind.Decimal:
                text.Append(CultureInfo.InvariantCulture, $"{value.Number / 1000m:0.0##}");
                break;
            case BareItemKind.String:
                text.Append('"').Append(value.String!.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
                break;
            case BareItemKind.Token:
                text.Append(value.Token);
                break;
            case BareItemKind.ByteSequence:
                text.Append(':').Append(Convert.ToBase64String((byte[])value.Reference!)).Append(':');
                break;
            case BareItemKind.Date:
                text.Append(CultureInfo.InvariantCulture, $"@{value.Number}");
                break;
            default:
                AppendDisplay(text, value.DisplayString!);
                break;
        }
    }

    private static void AppendDisplay(StringBuilder text, string value)
    {
        text.Append("%\"");
        foreach (var b in Encoding.UTF8.GetBytes(value))
        {
            if (b is (byte)'%' or (byte)'"' or < 0x20 or > 0x7E)
            {
                text.Append(CultureInfo.InvariantCulture, $"%{b:x2}");
            }
            else
            {
                text.Append((char)b);
            }
        }

        text.Append('"');
    }
}
