namespace Freshet.Values;

/// <summary>Results that are kept for another time than the others; zero keeps them not at all.</summary>
public sealed record ResultLifetimes
{
    /// <summary>How long null is kept.</summary>
    /// <value>As long as any other value unless set.</value>
    public TimeSpan? Null { get; init; }

    /// <summary>How long an empty string or collection is kept.</summary>
    /// <value>As long as any other value unless set.</value>
    public TimeSpan? Empty { get; init; }

    /// <summary>How long an exception of the factory is kept, in memory, and thrown again: null for those that are not.</summary>
    /// <value>No exception is kept unless set.</value>
    public Func<Exception, TimeSpan?>? Failure { get; init; }
}
