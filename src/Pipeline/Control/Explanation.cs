using Freshet.Caching;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Control;

/// <summary>What a cache makes of a response to a request: whether it is stored, how long it is fresh, and what comes after.</summary>
public sealed class Explanation
{
    private Explanation(RequestHead request, string key, StoredHead head, StorabilityDecision? storability, CachePolicy policy, DateTimeOffset now)
    {
        var facts = head.FactsUnder(policy);
        var isStored = storability is not StorabilityDecision.DoNotStore;
        Request = request;
        Response = head.ToResponse();
        Key = key;
        Storability = storability;
        Lifetime = FreshnessLifetime.Of(facts, policy);
        Age = CurrentAge.Of(facts, now);
        Now = Reuse.Decide(request, isStored ? [head] : [], policy, now);
        var end = StoredResponses.Later(now, Lifetime.Value > Age ? Lifetime.Value - Age : TimeSpan.Zero);
        var stale = StoredResponses.Later(end, TimeSpan.FromSeconds(1));
        AfterExpiry = Reuse.Decide(request, isStored ? [head] : [], policy, stale);
        WhenDisconnected = StaleResponses.OnError(facts, request, OriginFailure.Disconnected, policy, stale);
        OnServerError = StaleResponses.OnError(facts, request, OriginFailure.ServerError, policy, stale);
    }

    /// <summary>The request.</summary>
    public RequestHead Request { get; }

    /// <summary>The response.</summary>
    public ResponseHead Response { get; }

    /// <summary>The cache key.</summary>
    public string Key { get; }

    /// <summary>Whether the response is stored, or null when it is what is stored already.</summary>
    public StorabilityDecision? Storability { get; }

    /// <summary>How long it is fresh, and by what.</summary>
    public FreshnessLifetime Lifetime { get; }

    /// <summary>Its age.</summary>
    public TimeSpan Age { get; }

    /// <summary>How the same request would be answered now.</summary>
    public ReuseDecision Now { get; }

    /// <summary>How it would be answered a second after the end of the freshness lifetime.</summary>
    public ReuseDecision AfterExpiry { get; }

    /// <summary>Whether it would stand in then when the server can't be reached.</summary>
    public StalePermission WhenDisconnected { get; }

    /// <summary>Whether it would stand in then for a 500, 502, 503 or 504.</summary>
    public StalePermission OnServerError { get; }

    /// <summary>The conditions that the request to validate it would carry; none when it can't be validated.</summary>
    public IReadOnlyList<HeaderField> Conditions => AfterExpiry is ReuseDecision.Stale { IsConditional: true } stale
        ? [.. stale.Request.Fields.Where(line => line.Name is "If-None-Match" or "If-Modified-Since" && !Request.Fields.Contains(line))]
        : [];

    /// <summary>Explains a response that was just received.</summary>
    /// <param name="request">The request that it answers.</param>
    /// <param name="response">The response.</param>
    /// <param name="options">The cache's options; the defaults when null.</param>
    /// <param name="requestTime">When the request was sent.</param>
    /// <param name="responseTime">When the response was received: the present time.</param>
    /// <param name="wishes">The request's own wishes; none when null.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static Explanation Of(
        RequestHead request,
        ResponseHead response,
        HttpCacheOptions? options,
        DateTimeOffset requestTime,
        DateTimeOffset responseTime,
        RequestCacheOptions? wishes = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        options ??= new HttpCacheOptions();
        options.Validate();
        var controls = new Controls(options);
        var control = controls.Of(request.Uri).With(wishes);
        var key = request.Method is "GET" or "HEAD" ? controls.KeyOf(request.Uri, control) : CacheKey.Of(request);
        var head = StoredHead.Of(request, response, BodyDescriptor.Empty, control.Policy, requestTime, responseTime);
        return new(request, key, head, Decide(request, response, control.Policy), control.Policy, responseTime);
    }

    internal static Explanation? OfStored(Exchange exchange, DateTimeOffset now) =>
        Reuse.Select(exchange.Request, exchange.Stored, exchange.Policy) is { } head
            ? new(exchange.Request, exchange.Key, head, null, exchange.Policy, now)
            : null;

    private static StorabilityDecision Decide(RequestHead request, ResponseHead response, CachePolicy policy) =>
        Rules.Storability.Decide(request, response, policy);
}
