using Freshet.Caching;
using Freshet.Rules;

namespace Freshet.Control;

// From an exchange to the wishes that hold for it: the cache's, those of the first rule that its URL matches, and its own.
internal sealed class Controls
{
    private readonly ExchangeControl _all;
    private readonly (UrlPattern Pattern, ExchangeControl Control)[] _rules;

    public Controls(HttpCacheOptions options)
    {
        _all = new ExchangeControl(options.Policy, options.Defaults);
        HasMakers = options.Defaults.Key?.Maker is not null;
        _rules = new (UrlPattern, ExchangeControl)[options.Rules.Count];
        for (var i = 0; i < _rules.Length; i++)
        {
            var (pattern, wishes) = options.Rules[i];
            _rules[i] = (pattern, new ExchangeControl(options.Policy, options.Defaults.And(wishes)));
            HasMakers |= wishes.Key?.Maker is not null;
        }
    }

    // Whether keys need not tell the URI.
    public bool HasMakers { get; }

    public CachePolicy Policy => _all.Policy;

    public ExchangeControl Of(Uri uri)
    {
        foreach (var (pattern, control) in _rules)
        {
            if (pattern.IsMatch(uri))
            {
                return control;
            }
        }

        return _all;
    }

    // The reason why the cache takes no part, as far as it can be told before anything is looked up.
    public ValueTask<BypassReason?> ApplyAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (exchange.Control is not null)
        {
            return default;
        }

        var control = Of(exchange.Request.Uri).With(exchange.Options);
        exchange.Control = control;
        exchange.Policy = control.Policy;
        var hasContent = exchange.Request.Method is not ("GET" or "HEAD") && control.Policy.Allows(exchange.Request.Method);
        if (control.Keys is not null || hasContent)
        {
            var keys = control.Keys ?? KeyPlan.Plain;
            if (hasContent && !(exchange.Content?.Length <= keys.MaxContentBytes))
            {
                return new(BypassReason.ContentNotAtHand);
            }

            exchange.Key = keys.KeyOf(exchange.Request, exchange.Content, control.Options.Partition);
        }

        return control.Filter is { HasRequests: true } filter ? AskAsync(filter, exchange, cancellationToken) : default;
    }

    private static async ValueTask<BypassReason?> AskAsync(CacheFilter filter, Exchange exchange, CancellationToken cancellationToken) =>
        await filter.AcceptsAsync(exchange.Request, cancellationToken).ConfigureAwait(false) ? null : BypassReason.Excluded;

    // A method whose responses are stored is taken for safe.
    public static bool Invalidates(Exchange exchange) =>
        !exchange.Policy.ReadOnly && !exchange.Policy.Allows(exchange.Request.Method);

    // What the keys of a URI begin with; null where the URI is too long to stand in them.
    public string? PrefixOf(Uri uri)
    {
        var key = CacheKey.OfText((Of(uri).Keys ?? KeyPlan.Plain).TextOf(Http.RequestHead.Get(uri)));
        return key.Contains('#', StringComparison.Ordinal) ? null : key + "#";
    }

    // The key under which the stored response to GET of a URI is, for the same partition.
    public string KeyOf(Uri uri, ExchangeControl? requested = null)
    {
        var control = Of(uri);
        var partition = requested?.Options.Partition ?? control.Options.Partition;
        return control.Keys is null && partition is null
            ? CacheKey.Of(uri)
            : (control.Keys ?? KeyPlan.Plain).KeyOf(Http.RequestHead.Get(uri), null, partition);
    }
}
