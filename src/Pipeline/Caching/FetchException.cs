namespace Freshet.Caching;

/// <summary>Why a request got no complete response.</summary>
public sealed class FetchException : IOException
{
    /// <summary>Creates the error.</summary>
    public FetchException(FetchFailure reason, string message, Exception? inner = null) : base(message, inner) => Reason = reason;

    /// <summary>The kind of failure.</summary>
    public FetchFailure Reason { get; }

    /// <summary>When it is asked again, for a failure that was remembered and not met anew; else null.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}
