using System.Runtime.CompilerServices;
using Freshet.Rules;

namespace Freshet.Control;

// All wishes that hold for an exchange, taken together: the policy that the rules are given, and what the engine needs beside it.
internal sealed class ExchangeControl
{
    private readonly CachePolicy _basis;
    private readonly ConditionalWeakTable<RequestCacheOptions, ExchangeControl> _derived = [];

    public ExchangeControl(CachePolicy basis, RequestCacheOptions options, bool isOfRequest = false)
    {
        _basis = basis;
        Options = options;
        Keys = KeyPlan.Of(options);
        Policy = ReferenceEquals(options, RequestCacheOptions.None) ? basis : PolicyOf(basis, options, isOfRequest, Keys);
        Filter = options.Storing?.Filter;
        Failures = options.Failures is { } failures && failures.Delay > TimeSpan.Zero ? failures : null;
    }

    public static ExchangeControl Default { get; } = new(CachePolicy.Private, RequestCacheOptions.None);

    public RequestCacheOptions Options { get; }

    public CachePolicy Policy { get; }

    // Null where the key is the target URI.
    public KeyPlan? Keys { get; }

    public CacheFilter? Filter { get; }

    public FailureOptions? Failures { get; }

    // With the wishes of a request. The same record gives the same answer, as long as somebody holds it.
    public ExchangeControl With(RequestCacheOptions? request) => request is null || ReferenceEquals(request, RequestCacheOptions.None)
        ? this
        : _derived.GetValue(request, Derive);

    private ExchangeControl Derive(RequestCacheOptions request)
    {
        request.Validate();
        return new(_basis, Options.And(request), request.Lifetime is not null);
    }

    private static CachePolicy PolicyOf(CachePolicy basis, RequestCacheOptions options, bool isOfRequest, KeyPlan? keys) => basis with
    {
        Lifetime = options.Lifetime ?? basis.Lifetime,
        IsLifetimeOfRequest = isOfRequest,
        IsSliding = options.Sliding ?? basis.IsSliding,
        Ignored = options.Ignore ?? basis.Ignored,
        ForceStore = options.ForceStore ?? basis.ForceStore,
        Refresh = options.Refresh ?? basis.Refresh,
        OnlyIfCached = options.OnlyIfCached ?? basis.OnlyIfCached,
        Offline = options.Offline ?? basis.Offline,
        ReadOnly = options.ReadOnly ?? basis.ReadOnly,
        Bypass = options.Bypass ?? basis.Bypass,
        StaleIfError = options.Stale?.IfError ?? basis.StaleIfError,
        StaleWhileRevalidate = options.Stale?.WhileRevalidating ?? basis.StaleWhileRevalidate,
        MaxStale = options.Stale?.Accepted ?? basis.MaxStale,
        NotFoundLifetime = options.Failures?.NotFound ?? basis.NotFoundLifetime,
        IgnoredVary = options.Storing?.IgnoredVary ?? basis.IgnoredVary,
        RedactedFields = options.Storing?.RedactedFields ?? basis.RedactedFields,
        UnstoredFields = options.Storing?.UnstoredFields ?? basis.UnstoredFields,
        Methods = options.Storing?.Methods ?? basis.Methods,
        Statuses = options.Storing?.Statuses ?? basis.Statuses,
        Tags = options.Tags,
        TagFields = options.Storing?.TagFields ?? [],
        Target = keys is { HasMaker: true } ? keys.TargetOf : null,
        ExcludedStatuses = options.Storing?.ExcludedStatuses ?? basis.ExcludedStatuses,
    };
}
