using Freshet.Storage;

namespace Freshet.Rules;

/// <summary>What a 304 does to the stored responses (RFC 9111 §4.3.3, §4.3.4).</summary>
public abstract record FresheningDecision
{
    private FresheningDecision()
    {
    }

    /// <summary>Calls the function of the case.</summary>
    public T Match<T>(Func<Freshen, T> onFreshen, Func<NotFreshened, T> onNotFreshened)
    {
        ArgumentNullException.ThrowIfNull(onFreshen);
        ArgumentNullException.ThrowIfNull(onNotFreshened);
        return this switch
        {
            Freshen freshen => onFreshen(freshen),
            NotFreshened not => onNotFreshened(not),
            _ => throw new InvalidOperationException(),
        };
    }

    /// <summary>Stored heads are rewritten, and one of them answers the request.</summary>
    /// <param name="Selected">The freshened head that answers.</param>
    /// <param name="Updates">Every head to rewrite, the selected one first.</param>
    public sealed record Freshen(StoredHead Selected, IReadOnlyList<Freshened> Updates) : FresheningDecision;

    /// <summary>The 304 is about no stored response: the request is to be sent again without conditions.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record NotFreshened(NotFreshenedReason Reason) : FresheningDecision;
}
