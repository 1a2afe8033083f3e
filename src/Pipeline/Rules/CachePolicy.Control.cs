using System.Runtime.CompilerServices;

namespace Freshet.Rules;

/// <content>What the cache's owner wants otherwise than RFC 9111 and the servers say.</content>
public sealed partial record CachePolicy
{
    private static readonly string[] Understood = ["GET", "HEAD"];

    /// <summary>The freshness lifetime in place of the server's, or null.</summary>
    /// <value>Default: null.</value>
    public Lifetime? Lifetime { get; init; }

    /// <summary>Whether <see cref="Lifetime.For(TimeSpan)"/> counts from the last use of a stored response in place of its receipt.</summary>
    /// <value>Default: false.</value>
    public bool IsSliding { get; init; }

    /// <summary>What is disregarded of what servers and clients say.</summary>
    /// <value>Default: nothing.</value>
    public IgnoredDirectives Ignored { get; init; }

    /// <summary>Whether every complete final response is stored, whatever §3 says.</summary>
    /// <value>Default: false.</value>
    public bool ForceStore { get; init; }

    /// <summary>Whether fresh stored responses are asked about all the same.</summary>
    /// <value>Default: they are used.</value>
    public RefreshMode Refresh { get; init; }

    /// <summary>Whether only stored responses answer, as with the request's <c>only-if-cached</c> (§5.2.1.7); 504 answers else.</summary>
    /// <value>Default: false.</value>
    public bool OnlyIfCached { get; init; }

    /// <summary>Whether stored responses answer however stale they are, and nothing is asked; 504 answers where nothing is stored.</summary>
    /// <value>Default: false.</value>
    public bool Offline { get; init; }

    /// <summary>Whether nothing is written: no response is stored, freshened, invalidated or removed.</summary>
    /// <value>Default: false.</value>
    public bool ReadOnly { get; init; }

    /// <summary>Whether the cache takes no part: nothing is looked up or stored.</summary>
    /// <value>Default: false.</value>
    public bool Bypass { get; init; }

    /// <summary>How long a response may stand in for an error after it became stale, in place of its own <c>stale-if-error</c> (RFC 5861 §4).</summary>
    /// <value>Not negative; null leaves it to the response. Default: null.</value>
    public TimeSpan? StaleIfError { get; init; }

    /// <summary>How long a response may be used while it is validated in the background, in place of its own <c>stale-while-revalidate</c> (RFC 5861 §3).</summary>
    /// <value>Not negative; null leaves it to the response. Default: null.</value>
    public TimeSpan? StaleWhileRevalidate { get; init; }

    /// <summary>How stale a response may be used without asking, as with a request's <c>max-stale</c> (§5.2.1.2).</summary>
    /// <value>Not negative; null leaves it to the request. Default: null.</value>
    public TimeSpan? MaxStale { get; init; }

    /// <summary>How long a 404 or 410 without explicit expiry is fresh.</summary>
    /// <value>Not negative; zero leaves it to the heuristics. Default: zero.</value>
    public TimeSpan NotFoundLifetime { get; init; }

    /// <summary>The members of Vary that are disregarded; <c>*</c> disregards a Vary of <c>*</c>.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> IgnoredVary { get; init; } = [];

    /// <summary>The request fields of which a digest is stored in place of the value, where Vary nominates them.</summary>
    /// <value>Default: Authorization, Proxy-Authorization, Cookie, X-API-Key, X-API-Token, X-Auth-Token and X-Access-Token.</value>
    public IReadOnlyList<string> RedactedFields { get; init; } =
        ["Authorization", "Proxy-Authorization", "Cookie", "X-API-Key", "X-API-Token", "X-Auth-Token", "X-Access-Token"];

    /// <summary>The response fields that are not stored, beside those of §3.1.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> UnstoredFields { get; init; } = [];

    /// <summary>The methods whose responses are stored and looked up; case-sensitive.</summary>
    /// <value>Default: GET and HEAD. Others have the request's content in their key.</value>
    public IReadOnlyList<string> Methods { get; init; } = Understood;

    /// <summary>The only status codes that are stored, or null for all that §3 allows.</summary>
    /// <value>Default: null.</value>
    public IReadOnlyList<int>? Statuses { get; init; }

    /// <summary>Status codes that are not stored.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<int> ExcludedStatuses { get; init; } = [];

    internal bool IsLifetimeOfRequest { get; init; }

    // Noted on what is stored: by what it can be purged, the fields that say more of that, and the target URI where the key does not tell it.
    internal IReadOnlyList<string> Tags { get; init; } = [];

    internal IReadOnlyList<string> TagFields { get; init; } = [];

    internal Func<Uri, string>? Target { get; init; }

    internal bool ChangesFacts => Lifetime is not null || Ignored != IgnoredDirectives.None || ForceStore
        || StaleIfError is not null || StaleWhileRevalidate is not null || NotFoundLifetime > TimeSpan.Zero;

    internal bool Ignores(IgnoredDirectives directive) => (Ignored & directive) != 0;

    internal bool Stores(int status) =>
        (Statuses is null || Statuses.Contains(status)) && (ExcludedStatuses.Count == 0 || !ExcludedStatuses.Contains(status));

    internal bool Looks(string method) => Allows(method) && !Bypass && Lifetime is not Lifetime.Unstored;

    internal bool Allows(string method) => ReferenceEquals(Methods, Understood) ? method is "GET" or "HEAD" : Methods.Contains(method);

    [MethodImpl(MethodImplOptions.NoOptimization)]
    private IEnumerable<string> ControlProblems()
    {
        List<string> problems = [];
        foreach (var (name, value) in new[]
        {
            (nameof(StaleIfError), StaleIfError),
            (nameof(StaleWhileRevalidate), StaleWhileRevalidate),
            (nameof(MaxStale), MaxStale),
            (nameof(NotFoundLifetime), NotFoundLifetime),
        })
        {
            if (value < TimeSpan.Zero)
            {
                problems.Add($"{name} is {value}; it must not be negative.");
            }
        }

        foreach (var method in Methods.Where(method => method.Length == 0 || method.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))))
        {
            problems.Add($"{nameof(Methods)} has '{method}'; a method is a token, for example QUERY.");
        }

        Check(Statuses ?? [], nameof(Statuses));
        Check(ExcludedStatuses, nameof(ExcludedStatuses));
        foreach (var status in Statuses ?? [])
        {
            if (ExcludedStatuses.Contains(status))
            {
                problems.Add($"{status} is in {nameof(Statuses)} and in {nameof(ExcludedStatuses)}; it must be in one of them.");
            }
        }

        void Check(IReadOnlyCollection<int> statuses, string name)
        {
            foreach (var status in statuses)
            {
                if (status is < 200 or > 999)
                {
                    problems.Add($"{name} has {status}; final status codes are 200 to 999.");
                }
            }
        }

        return problems;
    }
}
