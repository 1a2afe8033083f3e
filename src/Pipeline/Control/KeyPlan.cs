using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Control;

// How keys are made. A key is the target URI without what is of no account, and behind a # what else tells requests apart; no URI has one.
internal sealed class KeyPlan
{
    private static readonly string[] Tracking =
        ["utm_*", "gclid", "gclsrc", "dclid", "fbclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "_ga", "_gl"];

    private readonly KeyOptions _options;
    private readonly string[] _ignored;

    private KeyPlan(KeyOptions options)
    {
        _options = options;
        _ignored = [.. options.IgnoredParameters ?? [], .. options.IgnoreTrackingParameters == true ? Tracking : []];
    }

    public static KeyPlan Plain { get; } = new(new KeyOptions());

    public int MaxContentBytes => _options.MaxContentBytes ?? 1 << 20;

    public bool HasMaker => _options.Maker is not null;

    public static KeyPlan? Of(RequestCacheOptions options) =>
        options.Key is { } key ? new(key) : options.Partition is not null ? Plain : null;

    public string KeyOf(RequestHead request, ReadOnlyMemory<byte>? content, string? partition)
    {
        var text = TextOf(request);
        var suffix = new StringBuilder();
        if (request.Method is not ("GET" or "HEAD"))
        {
            Add('m', request.Method);
            Add('c', Digest(ContentDigest.Of(request.Fields.First("Content-Type"), content ?? default, _options.IgnoredMembers ?? [])));
        }

        if (partition is not null)
        {
            Add('p', Digest(SHA256.HashData(Encoding.UTF8.GetBytes(partition))));
        }

        foreach (var name in _options.MatchedFields ?? [])
        {
            var value = request.Fields.Combined(name);
            Add('f', Digest(SHA256.HashData(Encoding.UTF8.GetBytes($"{name.ToUpperInvariant()}{(value is null ? "" : ":" + value.Trim())}"))));
        }

        return CacheKey.OfText(suffix.Length == 0 ? text : $"{text}{suffix}");

        void Add(char kind, string value) => suffix.Append(suffix.Length == 0 ? '#' : '&').Append(kind).Append('=').Append(value);
    }

    public string TextOf(RequestHead request) => _options.Maker?.Invoke(request) ?? TargetOf(request.Uri);

    // The target URI without its fragment and what is of no account.
    public string TargetOf(Uri uri)
    {
        var text = uri.AbsoluteUri;
        var fragment = text.IndexOf('#', StringComparison.Ordinal);
        text = fragment < 0 ? text : text[..fragment];
        var query = text.IndexOf('?', StringComparison.Ordinal);
        if (query < 0 || (_ignored.Length == 0 && _options.SortParameters != true))
        {
            return text;
        }

        IEnumerable<string> pairs = text[(query + 1)..].Split('&').Where(pair => !IsIgnored(pair));
        pairs = _options.SortParameters == true ? pairs.OrderBy(NameOf, StringComparer.Ordinal) : pairs;
        var kept = string.Join('&', pairs);
        return kept.Length == 0 ? text[..query] : $"{text[..query]}?{kept}";
    }

    private static string NameOf(string pair) => pair.Split('=', 2)[0];

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private bool IsIgnored(string pair)
    {
        if (_ignored.Length == 0 || pair.Length == 0)
        {
            return false;
        }

        var name = Uri.UnescapeDataString(NameOf(pair).Replace('+', ' '));
        return _ignored.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true));
    }
}
