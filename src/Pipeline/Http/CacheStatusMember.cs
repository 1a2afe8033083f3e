namespace Freshet.Http;

/// <summary>How one cache handled a request: a member of Cache-Status (RFC 9211 §2).</summary>
/// <param name="Cache">The name of the cache.</param>
public sealed record CacheStatusMember(string Cache)
{
    /// <summary>Whether the cache answered without sending the request on (§2.1).</summary>
    public bool Hit { get; init; }

    /// <summary>Why the request was sent on: one of <see cref="CacheForward"/>, or null (§2.2).</summary>
    public string? Forward { get; init; }

    /// <summary>The status code that came back, or null (§2.3).</summary>
    public int? ForwardStatus { get; init; }

    /// <summary>The remaining freshness lifetime in whole seconds; negative when stale, null when not told (§2.4).</summary>
    public long? TimeToLive { get; init; }

    /// <summary>Whether the cache stored the response (§2.5).</summary>
    public bool Stored { get; init; }

    /// <summary>Whether the request was collapsed with others (§2.6).</summary>
    public bool Collapsed { get; init; }

    /// <summary>The cache key, or null (§2.7).</summary>
    public string? Key { get; init; }

    /// <summary>Anything else, or null (§2.8).</summary>
    public string? Detail { get; init; }

    internal static CacheStatusMember? Of(in StructuredMember member)
    {
        // §2: each member is a String or Token that identifies the cache
        if (Text(member.Item) is not { } cache)
        {
            return null;
        }

        var parameters = member.Parameters;
        return new CacheStatusMember(cache)
        {
            Hit = parameters["hit"]?.Boolean == true,
            Forward = parameters["fwd"]?.Token,
            ForwardStatus = parameters["fwd-status"]?.Integer is >= 100 and <= 999 and var status ? (int)status : null,
            TimeToLive = parameters["ttl"]?.Integer,
            Stored = parameters["stored"]?.Boolean == true,
            Collapsed = parameters["collapsed"]?.Boolean == true,
            Key = parameters["key"]?.String,
            Detail = Text(parameters["detail"]),
        };
    }

    /// <summary>The member as it stands in the field; what a structured field can't hold is left out.</summary>
    public override string ToString()
    {
        List<KeyValuePair<string, BareItem>> pairs = [];
        Add("hit", Hit ? BareItem.OfBoolean(true) : null);
        Add("fwd", Forward is { } forward && StructuredCharacters.IsToken(forward) ? BareItem.OfToken(forward) : null);
        Add("fwd-status", ForwardStatus is { } status ? BareItem.OfInteger(status) : null);
        Add("ttl", TimeToLive is { } seconds ? BareItem.OfInteger(Math.Clamp(seconds, -999_999_999_999_999, 999_999_999_999_999)) : null);
        Add("stored", Stored ? BareItem.OfBoolean(true) : null);
        Add("collapsed", Collapsed ? BareItem.OfBoolean(true) : null);
        Add("key", Key is { } key && StructuredCharacters.IsPrintable(key) ? BareItem.OfString(key) : null);
        Add("detail", Detail is { } detail ? Item(detail) : null);
        return new StructuredMember(new StructuredItem(Item(Cache) ?? BareItem.OfToken("*"), new(pairs))).ToString();

        void Add(string name, BareItem? value)
        {
            if (value is { } item)
            {
                pairs.Add(new(name, item));
            }
        }
    }

    private static string? Text(BareItem? item) => item?.Token ?? item?.String;

    private static BareItem? Item(string text) =>
        StructuredCharacters.IsToken(text) ? BareItem.OfToken(text)
        : StructuredCharacters.IsPrintable(text) ? BareItem.OfString(text)
        : null;
}
