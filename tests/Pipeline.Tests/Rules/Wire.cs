using System.Globalization;
using System.Text.RegularExpressions;
using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

// Messages as one line of text: "200 | Cache-Control: max-age=60 | Date: @-5". "@n" is the date n seconds after T0.
internal static partial class Wire
{
    public static DateTimeOffset T0 { get; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static Uri Uri { get; } = new("http://example.org/page");

    public static BodyDescriptor Body { get; } = new(new BodyId(1, 2), 3, [new BodySegment(3, 42)]);

    public static CachePolicy Policy(string kind) => kind == "shared" ? CachePolicy.ForShared : CachePolicy.Private;

    public static HeaderFields Fields(string text) => new(text.Split(" | ", StringSplitOptions.RemoveEmptyEntries).Select(Line));

    // "GET" or "HEAD | Accept: x"; without a method it is GET.
    public static RequestHead Request(string text)
    {
        var parts = text.Split(" | ", 2);
        return parts[0].Contains(':', StringComparison.Ordinal) || parts[0].Length == 0
            ? RequestHead.Get(Uri, Fields(text))
            : new RequestHead(parts[0], Uri, Fields(parts.ElementAtOrDefault(1) ?? ""));
    }

    public static ResponseHead Response(string text)
    {
        var parts = text.Split(" | ", 2);
        return new ResponseHead(int.Parse(parts[0], CultureInfo.InvariantCulture), Fields(parts.ElementAtOrDefault(1) ?? ""));
    }

    // A response received at T0, as the answer to "request" or to a plain GET: "request => response".
    public static StoredHead Stored(string text, CachePolicy policy)
    {
        var parts = text.Split(" => ");
        var request = Request(parts.Length > 1 ? parts[0] : "GET");
        var response = Response(parts[^1]);
        return StoredHead.Of(request, response, BodyOf(response), policy, T0, T0);
    }

    // Several stored responses, the most recently stored first, apart by " && "; read back from their record.
    public static StoredHeads Record(string text, CachePolicy policy)
    {
        var heads = StoredHeads.Empty;
        foreach (var head in text.Split(" && ", StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            heads = heads.Adding(Stored(head, policy));
        }

        return StoredHeads.TryRead(heads.ToArray(), out var read, out var fault) ? read : throw new InvalidOperationException($"{fault}");
    }

    // As long as the response says; three bytes where it does not.
    private static BodyDescriptor BodyOf(ResponseHead response)
    {
        var length = response.Status == 206 ? ContentRange.Of(response.Fields)?.Span?.Length
            : long.TryParse(response.Fields.First("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var said) ? said
            : null;
        if (length is not { } bytes || bytes == 3)
        {
            return Body;
        }

        List<BodySegment> segments = [];
        for (var left = bytes; left > 0; left -= StoreLimits.MaxSegmentBytes)
        {
            segments.Add(new BodySegment((int)Math.Min(left, StoreLimits.MaxSegmentBytes), 42));
        }

        return new BodyDescriptor(new BodyId(1, 2), bytes, segments);
    }

    private static HeaderField Line(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var value = RelativeDate().Replace(text[(colon + 1)..].Trim(' '), match =>
            HttpDate.Format(T0.AddSeconds(long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))));
        return new HeaderField(text[..colon].Trim(), value);
    }

    [GeneratedRegex("@(-?[0-9]+)")]
    private static partial Regex RelativeDate();
}
