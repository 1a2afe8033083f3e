using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Freshet.Stores;

// Strings as YAML, so that every reader of YAML takes them for strings again.
internal static partial class YamlText
{
    private const int LongestName = 1000;

    // On one line: as it stands, in single quotes, or with escapes.
    public static string Inline(string? text) =>
        text is null ? "null"
            : text.Length > 0 && Plain().IsMatch(text) && !Words().IsMatch(text) ? text
            : !text.AsSpan().ContainsAny('\n', '\t') && IsPrintable(text) ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"
            : Escaped(text, 0);

    // In front of a colon, where what is long has to be announced.
    public static string Name(string name) => Inline(name) is var inline && inline.Length > LongestName ? $"? {inline}\n    " : inline;

    // On lines of its own.
    public static void Block(StringBuilder target, string text, int indent)
    {
        // The first line says how far the block is indented: it can't begin with white space.
        if (text.AsSpan().TrimStart('\n') is [] or [' ' or '\t', ..] || !IsPrintable(text))
        {
            target.Append(Escaped(text, indent)).Append('\n');
            return;
        }

        target.Append('|').Append(text[^1] != '\n' ? "-" : text[^2] == '\n' ? "+" : "").Append('\n');
        foreach (var line in (text[^1] == '\n' ? text.AsSpan(..^1) : text).EnumerateLines())
        {
            target.Append(' ', line.IsEmpty ? 0 : indent).Append(line).Append('\n');
        }
    }

    // With an indent, a line for each line of the text.
    private static string Escaped(string text, int indent)
    {
        var escaped = new StringBuilder("\"", text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var isFirst = indent > 0 && i > 0 && text[i - 1] == '\n';
            escaped.Append(isFirst ? "\\\n" + new string(' ', indent) : "");
            _ = c switch
            {
                '"' or '\\' => escaped.Append('\\').Append(c),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                ' ' when isFirst => escaped.Append("\\x20"),
                _ when char.IsSurrogate(c) || IsPrintable(c) => escaped.Append(c),
                _ => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            };
        }

        return escaped.Append('"').ToString();
    }

    private static bool IsPrintable(string text) => text.All(c => IsPrintable(c) || char.IsSurrogate(c) || c is '\n' or '\t');

    // YAML 1.2 §5.1, without what some readers take for the end of a line.
    private static bool IsPrintable(char c) => c is (>= ' ' and <= '~') or (>= '\u00A0' and <= '\uD7FF' and not '\u2028' and not '\u2029') or (>= '\uE000' and <= '\uFFFD' and not '\uFEFF');

    [GeneratedRegex(@"^[A-Za-z/](?:[!-9;-~]|:(?=[!-~])| (?=[!-""$-~]))*\z")]
    private static partial Regex Plain();

    // What readers of YAML 1.1 or 1.2 take for another type.
    [GeneratedRegex(@"^(?:null|true|false|yes|no|on|off|y|n)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Words();
}
