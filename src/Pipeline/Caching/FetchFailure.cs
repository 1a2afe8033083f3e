namespace Freshet.Caching;

/// <summary>The kinds of failure to get a response.</summary>
public enum FetchFailure
{
    /// <summary>The host name could not be resolved or nobody accepts connections there.</summary>
    Unreachable,

    /// <summary>The TLS handshake failed.</summary>
    InsecureConnection,

    /// <summary>No response head within the time limit.</summary>
    HeadTimeout,

    /// <summary>The response was not complete within the time limit.</summary>
    TotalTimeout,

    /// <summary>What came is no HTTP response, or its header section is over the limit.</summary>
    InvalidResponse,

    /// <summary>The connection ended before the body did.</summary>
    BodyCutShort,

    /// <summary>The body is over the size limit.</summary>
    BodyTooLarge,

    /// <summary>The body is not what its Content-Encoding says, or in a coding that is not known.</summary>
    InvalidContentCoding,

    /// <summary>Redirects lead in a circle, or there are more in a row than allowed.</summary>
    TooManyRedirects,

    /// <summary>Something else.</summary>
    Other,
}
