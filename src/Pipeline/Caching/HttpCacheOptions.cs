using System.Runtime.CompilerServices;
using Freshet.Control;
using Freshet.Rules;

namespace Freshet.Caching;

/// <summary>How a cache behaves.</summary>
public sealed record HttpCacheOptions
{
    /// <summary>How the cache uses the room that RFC 9111 leaves to it.</summary>
    /// <value>The default is a private cache.</value>
    public CachePolicy Policy { get; init; } = CachePolicy.Private;

    /// <summary>The wishes that hold for all requests, unless a rule or the request itself has others.</summary>
    /// <value>The default is none.</value>
    public RequestCacheOptions Defaults { get; init; } = RequestCacheOptions.None;

    /// <summary>Wishes about the requests to some URLs; the first rule that a URL matches holds.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<UrlRule> Rules { get; init; } = [];

    /// <summary>The largest body in bytes that is stored; a larger one is passed on to whoever reads it.</summary>
    /// <value>The default is 256 MiB. Range: 0 to 16 GiB.</value>
    public long MaxStoredBodyBytes { get; init; } = 256L << 20;

    /// <summary>How stale responses are revalidated in the background.</summary>
    /// <value>The default is up to 16 at a time, and not for whole bodies.</value>
    public BackgroundOptions Background { get; init; } = new();

    /// <summary>How machines that share a store agree on who of them asks the origin for a key.</summary>
    /// <value>The default is null: each machine asks for itself.</value>
    public FetchLeaseOptions? Leases { get; init; }

    /// <summary>Whether log lines have the queries of URLs.</summary>
    /// <value>The default is false: queries may have secrets.</value>
    public bool LogQueries { get; init; }

    /// <summary>How many events a subscriber may be behind before it loses some.</summary>
    /// <value>The default is 8,192. Range: 1 to 1,048,576.</value>
    public int EventBuffer { get; init; } = 8192;

    internal void Validate() => OptionsException.ThrowIfAny(nameof(HttpCacheOptions), Problems());

    /// <summary>What is wrong with the options, a sentence each.</summary>
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public IEnumerable<string> Problems()
    {
        List<string> problems = [];
        if (EventBuffer is < 1 or > 1 << 20)
        {
            problems.Add($"{nameof(EventBuffer)} is {EventBuffer}; it must be 1 to {1 << 20}.");
        }

        if (MaxStoredBodyBytes is < 0 or > 16L << 30)
        {
            problems.Add($"{nameof(MaxStoredBodyBytes)} is {MaxStoredBodyBytes}; it must be 0 to {16L << 30}.");
        }

        problems.AddRange(Policy.Problems().Concat(Background.Problems()).Concat(Defaults.Problems()).Concat(Rules.SelectMany(rule => rule.Problems())));
        problems.AddRange(Leases?.Problems() ?? []);

        return problems;
    }
}
