namespace Freshet.Frontiers;

/// <summary>What became of a leased request.</summary>
public abstract record LeaseOutcome
{
    private LeaseOutcome()
    {
    }

    /// <summary>The request is done.</summary>
    public static LeaseOutcome Done { get; } = new Succeeded();

    /// <summary>The request has failed and is given up.</summary>
    public static LeaseOutcome Failed { get; } = new GivenUp();

    /// <summary>The request is to be leased again, not before a time.</summary>
    public static LeaseOutcome Retry(DateTimeOffset notBefore) => new Again(notBefore);

    /// <summary>Calls the function of the case.</summary>
    public T Match<T>(Func<T> done, Func<T> failed, Func<DateTimeOffset, T> retry)
    {
        ArgumentNullException.ThrowIfNull(done);
        ArgumentNullException.ThrowIfNull(failed);
        ArgumentNullException.ThrowIfNull(retry);
        return this switch
        {
            Succeeded => done(),
            Again again => retry(again.NotBefore),
            _ => failed(),
        };
    }

    /// <summary>The case <see cref="Done"/>.</summary>
    public sealed record Succeeded : LeaseOutcome;

    /// <summary>The case <see cref="Failed"/>.</summary>
    public sealed record GivenUp : LeaseOutcome;

    /// <summary>The case <see cref="Retry"/>.</summary>
    /// <param name="NotBefore">The time before which the request is not leased again; the host's politeness may add to it.</param>
    public sealed record Again(DateTimeOffset NotBefore) : LeaseOutcome;
}
