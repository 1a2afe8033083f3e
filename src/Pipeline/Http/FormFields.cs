using System.Text;

namespace Freshet.Http;

// The application/x-www-form-urlencoded parser of the URL standard.
internal static class FormFields
{
    public static List<(string Name, string Value)> Parse(ReadOnlySpan<char> query)
    {
        List<(string, string)> pairs = [];
        foreach (var range in query.Split('&'))
        {
            var part = query[range];
            if (!part.IsEmpty)
            {
                var equals = part.IndexOf('=');
                pairs.Add((Decode(equals < 0 ? part : part[..equals]), equals < 0 ? "" : Decode(part[(equals + 1)..])));
            }
        }

        return pairs;
    }

    public static string Write(IEnumerable<(string Name, string Value)> pairs) =>
        string.Join('&', pairs.Select(static pair => $"{Encode(pair.Name)}={Encode(pair.Value)}"));

    public static string Encode(string text) => Uri.EscapeDataString(text);

    public static string Decode(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAny('+', '%') && Ascii.IsValid(text))
        {
            return text.ToString();
        }

        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        var length = Encoding.UTF8.GetBytes(text, bytes);
        var to = 0;
        for (var from = 0; from < length; from++)
        {
            var b = bytes[from];
            if (b == '%' && from + 2 < length && char.IsAsciiHexDigit((char)bytes[from + 1]) && char.IsAsciiHexDigit((char)bytes[from + 2]))
            {
                b = (byte)((Hex(bytes[from + 1]) << 4) | Hex(bytes[from + 2]));
                from += 2;
            }
            else if (b == '+')
            {
                b = (byte)' ';
            }

            bytes[to++] = b;
        }

        return Encoding.UTF8.GetString(bytes, 0, to);
    }

    private static int Hex(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
