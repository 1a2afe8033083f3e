using System.Security.Cryptography;
using System.Text;
using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

/// <summary>The cache key of a request (RFC 9111 §2): the key of the record that holds every stored response of its target URI.</summary>
public static class CacheKey
{
    /// <summary>What the key of every such record begins with.</summary>
    public const string Prefix = "h/";

    /// <summary>The key: <c>h/</c> and the target URI without its fragment.</summary>
    /// <remarks>
    /// Of a longer URI than keys can be it is the beginning, <c>#</c> and the SHA-256 in hexadecimal digits. GET and HEAD have the same key: a
    /// stored response to GET answers both.
    /// </remarks>
    public static string Of(RequestHead request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Of(request.Uri);
    }

    /// <summary>The key of a target URI.</summary>
    public static string Of(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var text = uri.AbsoluteUri;
        var fragment = text.IndexOf('#', StringComparison.Ordinal);
        return OfText(fragment < 0 ? text.AsSpan() : text.AsSpan(0, fragment));
    }

    // Of what stands for the target URI, possibly with a # behind it and what else tells requests apart.
    internal static string OfText(ReadOnlySpan<char> target) => target.Length * 3 <= StoreLimits.MaxKeyBytes - Prefix.Length || Fits(target)
            ? string.Concat(Prefix, target)
            : Hashed(target);

    private static bool Fits(ReadOnlySpan<char> target) => Encoding.UTF8.GetByteCount(target) <= StoreLimits.MaxKeyBytes - Prefix.Length;

    private static string Hashed(ReadOnlySpan<char> target)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(target)];
        Encoding.UTF8.GetBytes(target, bytes);
        return string.Concat(Prefix, target[..1024], "#", Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}
