namespace Freshet.Control;

/// <summary>When stale responses may be used, in place of what responses say.</summary>
public sealed record StaleOptions
{
    /// <summary>How long after it became stale a response may stand in for an error (RFC 5861 §4).</summary>
    /// <value>Not negative; zero forbids it. Default: null, the response says it.</value>
    public TimeSpan? IfError { get; init; }

    /// <summary>How long after it became stale a response is used while it is validated in the background (RFC 5861 §3).</summary>
    /// <value>Not negative; zero forbids it. Default: null, the response says it.</value>
    public TimeSpan? WhileRevalidating { get; init; }

    /// <summary>How long after it became stale a response is used without asking (RFC 9111 §5.2.1.2).</summary>
    /// <value>Not negative. Default: null, the request says it.</value>
    public TimeSpan? Accepted { get; init; }

    internal StaleOptions And(StaleOptions? nearer) => nearer is null ? this : new()
    {
        IfError = nearer.IfError ?? IfError,
        WhileRevalidating = nearer.WhileRevalidating ?? WhileRevalidating,
        Accepted = nearer.Accepted ?? Accepted,
    };

    internal IEnumerable<string> Problems()
    {
        foreach (var (name, value) in new[] { (nameof(IfError), IfError), (nameof(WhileRevalidating), WhileRevalidating), (nameof(Accepted), Accepted) })
        {
            if (value < TimeSpan.Zero)
            {
                yield return $"Stale.{name} is {value}; it must not be negative.";
            }
        }
    }
}
