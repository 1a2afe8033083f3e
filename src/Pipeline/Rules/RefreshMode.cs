namespace Freshet.Rules;

/// <summary>Whether a fresh stored response is asked about all the same.</summary>
public enum RefreshMode
{
    /// <summary>It is used.</summary>
    None,

    /// <summary>It is validated by a conditional request, as a browser's reload does; without a validator it is fetched anew.</summary>
    Soft,

    /// <summary>It is fetched anew without a condition, as a browser's forced reload does, and replaced.</summary>
    Hard,
}
