using System.Runtime.CompilerServices;

namespace Freshet.Urls;

/// <summary>How far URLs are canonicalised beyond the WHATWG URL parser.</summary>
/// <remarks>The rules that are on by default never change what a URL means (RFC 3986 §6.2.2).</remarks>
public sealed record UrlRules
{
    /// <summary>The default rules.</summary>
    public static UrlRules Default { get; } = new();

    /// <summary>Names of query parameters that track visitors: <c>utm_*</c>, <c>gclid</c>, <c>fbclid</c> and their like.</summary>
    public static IReadOnlyList<string> TrackingParameters { get; } =
        ["utm_*", "gclid", "gclsrc", "dclid", "fbclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "_ga", "_gl"];

    /// <summary>Names of parameters that carry a session: <c>PHPSESSID</c>, <c>jsessionid</c> and their like.</summary>
    public static IReadOnlyList<string> SessionParameters { get; } =
        ["phpsessid", "jsessionid", "sessionid", "session_id", "aspsessionid*", "cfid", "cftoken"];

    /// <summary>Writes <c>%c3</c> as <c>%C3</c> (RFC 3986 §6.2.2.1).</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool UppercaseEscapes { get; init; } = true;

    /// <summary>Writes <c>%7E</c> as <c>~</c>: letters, digits, hyphen, dot, underscore and tilde (RFC 3986 §6.2.2.2).</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool DecodeUnreserved { get; init; } = true;

    /// <summary>Writes a percent sign that begins no escape as <c>%25</c>: as it stands it is no URL (RFC 3986 §2.1), and servers refuse it.</summary>
    /// <value>The default is <see langword="true"/>. Browsers send it as it stands.</value>
    public bool EscapeStrayPercent { get; init; } = true;

    /// <summary>Orders query parameters by name; those of one name keep their order.</summary>
    /// <value>The default is <see langword="false"/>: to some servers the order matters.</value>
    public bool SortQuery { get; init; }

    /// <summary>Names of parameters to drop from the query and, as <c>;name=value</c>, from the path; case is ignored.</summary>
    /// <value>The default is none. A name may end in <c>*</c>; see <see cref="TrackingParameters"/> and <see cref="SessionParameters"/>.</value>
    public IReadOnlyList<string> DropParameters { get; init; } = [];

    /// <summary>Drops <c>www.</c> in front of a host that is not left without a dot.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool StripWww { get; init; }

    /// <summary>The length in bytes beyond which a URL is refused.</summary>
    /// <value>The default is 8,000 (RFC 9110 §4.1); 16 to 60,000.</value>
    public int MaxLength { get; init; } = 8_000;

    /// <summary>Checks the rules.</summary>
    /// <returns>These rules.</returns>
    /// <exception cref="OptionsException">A rule is out of range.</exception>
    public UrlRules Validate()
    {
        OptionsException.ThrowIfAny(nameof(UrlRules), Problems());
        return this;
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    internal IEnumerable<string> Problems()
    {
        List<string> problems = [];
        if (MaxLength is < 16 or > 60_000)
        {
            problems.Add($"MaxLength is {MaxLength}: give 16 to 60000 bytes.");
        }

        foreach (var name in DropParameters)
        {
            if (name.TrimEnd('*') is not { Length: > 0 } stem || name.Length > stem.Length + 1 || stem.AsSpan().ContainsAny("&=;*?#"))
            {
                problems.Add($"DropParameters has '{name}': give a parameter's name, which may end in one '*'.");
            }
        }

        return problems;
    }
}
