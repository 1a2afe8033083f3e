using System.Collections.Frozen;

namespace Freshet.Urls;

/// <summary>The domain under which a host was registered, by a small list of suffixes rather than the Public Suffix List.</summary>
/// <remarks>
/// It is the last two labels of the host, or three under <c>co.uk</c> and its like (a country code under a generic label) and
/// under hosting suffixes such as <c>github.io</c>. An IP address and a single label are domains of their own.
/// </remarks>
public static class RegistrableDomain
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> SecondLevel = FrozenSet.Create(
        StringComparer.Ordinal,
        "ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "govt", "gv", "ltd", "me", "mil", "ne", "net", "nom", "or", "org", "plc", "sch")
        .GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Hosting = FrozenSet.Create(
        StringComparer.Ordinal,
        "appspot.com", "azurewebsites.net", "blogspot.com", "cloudfront.net", "firebaseapp.com", "fly.dev", "github.io", "gitlab.io",
        "herokuapp.com", "netlify.app", "onrender.com", "pages.dev", "readthedocs.io", "s3.amazonaws.com", "surge.sh", "tumblr.com",
        "vercel.app", "web.app", "wordpress.com", "workers.dev")
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The end of a canonical host that is its registrable domain.</summary>
    /// <param name="host">A host as canonical URLs have it: ASCII, lower case.</param>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> host)
    {
        if (host.IsEmpty || host[0] == '[' || IpAddresses.EndsInNumber(host))
        {
            return host;
        }

        var name = host[^1] == '.' ? host[..^1] : host;
        var top = name.LastIndexOf((byte)'.');
        if (top <= 0)
        {
            return host;
        }

        var second = name[..top].LastIndexOf((byte)'.');
        if (second < 0)
        {
            return host;
        }

        var isCountry = name.Length - top - 1 == 2;
        if (isCountry && Has(SecondLevel, name[(second + 1)..top]))
        {
            return host[(name[..second].LastIndexOf((byte)'.') + 1)..];
        }

        var third = name[..second].LastIndexOf((byte)'.');
        if (Has(Hosting, name[(second + 1)..]))
        {
            return host[(third + 1)..];
        }

        return third >= 0 && Has(Hosting, name[(third + 1)..]) ? host[(name[..third].LastIndexOf((byte)'.') + 1)..] : host[(second + 1)..];
    }

    private static bool Has(FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> set, ReadOnlySpan<byte> text)
    {
        Span<char> characters = stackalloc char[32];
        return text.Length <= characters.Length
            && System.Text.Ascii.ToUtf16(text, characters, out var length) == System.Buffers.OperationStatus.Done
            && set.Contains(characters[..length]);
    }
}
