namespace Freshet.Rules;

/// <summary>Whether a response is stored.</summary>
public abstract record StorabilityDecision
{
    private StorabilityDecision()
    {
    }

    /// <summary>Calls the function of the case.</summary>
    public T Match<T>(Func<Store, T> onStore, Func<DoNotStore, T> onDoNotStore)
    {
        ArgumentNullException.ThrowIfNull(onStore);
        ArgumentNullException.ThrowIfNull(onDoNotStore);
        return this switch
        {
            Store store => onStore(store),
            DoNotStore not => onDoNotStore(not),
            _ => throw new InvalidOperationException(),
        };
    }

    /// <summary>The response may be stored.</summary>
    public sealed record Store : StorabilityDecision
    {
        internal static Store Instance { get; } = new();
    }

    /// <summary>The response must not be stored.</summary>
    /// <param name="Reason">The condition that is not met.</param>
    public sealed record DoNotStore(DoNotStoreReason Reason) : StorabilityDecision;
}
