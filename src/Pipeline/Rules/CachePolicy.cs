using System.Runtime.CompilerServices;

namespace Freshet.Rules;

/// <summary>How a cache uses the room that RFC 9111 leaves to it.</summary>
public sealed partial record CachePolicy
{
    private static readonly string[] Cdn = ["CDN-Cache-Control"];
    private readonly bool? _noVarySearch;

    /// <summary>A private cache with the defaults.</summary>
    public static CachePolicy Private { get; } = new();

    /// <summary>A shared cache with the defaults.</summary>
    public static CachePolicy ForShared { get; } = new() { Shared = true };

    /// <summary>Whether the cache stores responses for more than one user (§1).</summary>
    /// <value>Default: false.</value>
    public bool Shared { get; init; }

    /// <summary>The targeted fields that count in the place of Cache-Control and Expires, the most applicable first (RFC 9213).</summary>
    /// <value>Default: <c>CDN-Cache-Control</c> in a shared cache, none in a private one.</value>
    public IReadOnlyList<string> TargetedFields
    {
        get => field ?? (Shared ? Cdn : []);
        init;
    }

    /// <summary>Whether a stored response answers for other queries that its No-Vary-Search allows.</summary>
    /// <value>Default: in a private cache, not in a shared one.</value>
    public bool NoVarySearch
    {
        get => _noVarySearch ?? !Shared;
        init => _noVarySearch = value;
    }

    /// <summary>Whether a stored response in the language that a request wants most answers it where only Accept-Language differs (RFC 9110 §12.5.4).</summary>
    /// <value>Default: true.</value>
    public bool PreferStoredLanguage { get; init; } = true;

    /// <summary>The part of the time since Last-Modified that a response without explicit expiry is fresh (§4.2.2).</summary>
    /// <value>0 to 1; 0 turns heuristic freshness off. Default: 0.1.</value>
    public double HeuristicFraction { get; init; } = 0.1;

    /// <summary>The longest heuristic freshness.</summary>
    /// <value>Not negative. Default: 1 day.</value>
    public TimeSpan MaxHeuristicLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a heuristically cacheable response with neither explicit expiry nor Last-Modified is fresh.</summary>
    /// <value>Not negative. Default: zero, it is stale at once.</value>
    public TimeSpan HeuristicLifetimeWithoutDate { get; init; } = TimeSpan.Zero;

    /// <summary>The same for the redirects and errors among them: 301, 308, 404, 405, 410, 414 and 501.</summary>
    /// <value>Not negative. Default: zero, it is stale at once.</value>
    public TimeSpan HeuristicLifetimeOfRedirectsAndErrors { get; init; } = TimeSpan.Zero;

    /// <summary>How stale a response may be that stands in for a server that can't be reached (§4.2.4), unless it forbids that.</summary>
    /// <value>Not negative; zero turns it off. Default: 1 day. An explicit stale-if-error counts instead.</value>
    public TimeSpan MaxStaleWhenDisconnected { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How stale a response may be that stands in for a 500, 502, 503 or 504 when no stale-if-error says so.</summary>
    /// <value>Not negative. Default: zero, only stale-if-error allows it.</value>
    public TimeSpan MaxStaleOnServerError { get; init; } = TimeSpan.Zero;

    /// <summary>What is wrong with the options, one sentence a problem; nothing when they are right.</summary>
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public IEnumerable<string> Problems()
    {
        List<string> problems = [];
        if (!(HeuristicFraction is >= 0 and <= 1))
        {
            problems.Add($"{nameof(HeuristicFraction)} is {HeuristicFraction}; it must be from 0 to 1.");
        }

        foreach (var (name, value) in new[]
        {
            (nameof(MaxHeuristicLifetime), MaxHeuristicLifetime),
            (nameof(HeuristicLifetimeWithoutDate), HeuristicLifetimeWithoutDate),
            (nameof(HeuristicLifetimeOfRedirectsAndErrors), HeuristicLifetimeOfRedirectsAndErrors),
            (nameof(MaxStaleWhenDisconnected), MaxStaleWhenDisconnected),
            (nameof(MaxStaleOnServerError), MaxStaleOnServerError),
        })
        {
            if (value < TimeSpan.Zero)
            {
                problems.Add($"{name} is {value}; it must not be negative.");
            }
        }

        problems.AddRange(ControlProblems());

        return problems;
    }

    /// <summary>Throws when an option is out of its range.</summary>
    /// <exception cref="OptionsException">With every problem at once.</exception>
    public void Validate() => OptionsException.ThrowIfAny(nameof(CachePolicy), Problems());
}
