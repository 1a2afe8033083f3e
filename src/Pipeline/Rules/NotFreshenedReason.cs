namespace Freshet.Rules;

/// <summary>Why a 304 freshens no stored response (RFC 9111 §4.3.4).</summary>
public enum NotFreshenedReason
{
    /// <summary>No stored response was being validated.</summary>
    NoCandidates,

    /// <summary>The 304 has a strong entity tag that no stored response has.</summary>
    NoSuchStrongValidator,

    /// <summary>The 304 has weak validators only, and they correspond to no stored response.</summary>
    NoSuchWeakValidator,

    /// <summary>The 304 has no validator, and more than one response was being validated.</summary>
    Ambiguous,
}
