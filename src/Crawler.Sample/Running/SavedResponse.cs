using System.Globalization;
using Freshet.Http;

namespace Freshet.Program.Running;

/// <summary>A response as <c>curl -i</c> writes it; of several heads, of redirects for example, the last.</summary>
internal static class SavedResponse
{
    public static ResponseHead? Parse(string text)
    {
        ResponseHead? last = null;
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length && Status(lines[i]) is { } status; i++)
        {
            List<HeaderField> fields = [];
            for (i++; i < lines.Length && lines[i].Length > 0; i++)
            {
                var colon = lines[i].IndexOf(':', StringComparison.Ordinal);
                if (colon > 0)
                {
                    fields.Add(new HeaderField(lines[i][..colon].Trim(), lines[i][(colon + 1)..].Trim()));
                }
            }

            last = new ResponseHead(status, new HeaderFields(fields));
        }

        return last;
    }

    private static int? Status(string line) =>
        line.StartsWith("HTTP/", StringComparison.Ordinal) && line.Split(' ') is [_, var code, ..]
            && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 100 and <= 999
            ? status
            : null;
}
