namespace Freshet.Rules;

/// <summary>Why no stored response answers a request (RFC 9111 §4).</summary>
public enum MissReason
{
    /// <summary>There is no stored response of the target URI.</summary>
    NoStoredResponse,

    /// <summary>The request fields that the stored responses nominate by Vary do not match (§4.1).</summary>
    VaryMismatch,

    /// <summary>The cache's owner wants it fetched anew: <see cref="RefreshMode.Hard"/>.</summary>
    Refresh,

    /// <summary>What is stored is a part that does not have all that is asked for (§3.3).</summary>
    Incomplete,
}
