using System.Globalization;
using System.Text;
using Freshet.Http;

namespace Freshet.Rules;

/// <summary>Responses to requests for ranges, made of stored ones (RFC 9110 §15.3.7, §15.5.17).</summary>
public static class RangeResponse
{
    /// <summary>206 with one range.</summary>
    /// <param name="stored">The fields of the stored response, with Age.</param>
    /// <param name="part">What it answers.</param>
    public static ResponseHead Of(HeaderFields stored, RangeDecision.Part part)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(part);
        return new(206, Sized(stored, part.Span.Length).With(ContentRange.FieldName, part.ContentRange.ToString()));
    }

    /// <summary>416: nothing of what is asked for is there.</summary>
    /// <param name="stored">The fields of the stored response, with Age; those that tell of the representation stay out.</param>
    /// <param name="not">What it answers.</param>
    public static ResponseHead Of(HeaderFields stored, RangeDecision.NotSatisfiable not)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(not);

        // The error is of this moment: it has neither validators nor a lifetime of its own.
        var fields = new HeaderFields(stored.Where(line => line.Name.Equals("Vary", StringComparison.OrdinalIgnoreCase)));
        return new(416, Sized(fields, 0).With(ContentRange.FieldName, new ContentRange(null, not.CompleteLength).ToString()));
    }

    /// <summary>206 with several ranges as multipart/byteranges.</summary>
    /// <param name="stored">The fields of the stored response, with Age.</param>
    /// <param name="boundary">What parts the parts.</param>
    /// <param name="length">The length of the content in bytes: see <see cref="Content"/>.</param>
    public static ResponseHead OfParts(HeaderFields stored, string boundary, long length)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(boundary);

        // RFC 9110 §15.3.7.2: MUST NOT generate a Content-Range header field in the header section of a multiple part response
        return new(206, Sized(stored, length).Without("Content-Type").With("Content-Type", $"multipart/byteranges; boundary={boundary}"));
    }

    /// <summary>The content of a 206 with several ranges.</summary>
    /// <param name="parts">The ranges.</param>
    /// <param name="first">Which byte of the representation the bytes begin with.</param>
    /// <param name="bytes">The stored bytes.</param>
    /// <param name="boundary">A word that is not in them.</param>
    /// <param name="contentType">The Content-Type of the stored response, or null.</param>
    public static byte[] Content(RangeDecision.Parts parts, long first, ReadOnlySpan<byte> bytes, string boundary, string? contentType)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(boundary);
        using var content = new MemoryStream();
        foreach (var span in parts.Spans)
        {
            // RFC 9110 §14.6: each part has the Content-Range, and the Content-Type that a 200 would have had
            var type = contentType is null ? "" : $"Content-Type: {contentType}\r\n";
            content.Write(Encoding.Latin1.GetBytes($"\r\n--{boundary}\r\n{type}Content-Range: {new ContentRange(span, parts.CompleteLength)}\r\n\r\n"));
            content.Write(bytes.Slice((int)(span.First - first), (int)span.Length));
        }

        content.Write(Encoding.Latin1.GetBytes($"\r\n--{boundary}--\r\n"));
        return content.ToArray();
    }

    private static HeaderFields Sized(HeaderFields fields, long length) => fields
        .Without("Content-Length").Without(ContentRange.FieldName).With("Content-Length", length.ToString(CultureInfo.InvariantCulture));
}
