using System.Globalization;
using Freshet.Http;

namespace Freshet.Caching;

internal static class BodyLength
{
    // RFC 9112 §6.3: with Transfer-Encoding, Content-Length says nothing.
    public static long? Announced(ResponseHead head) =>
        !head.Fields.Contains("Transfer-Encoding")
        && long.TryParse(head.Fields.First("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : null;
}
