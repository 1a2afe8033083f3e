namespace Freshet.Urls;

/// <summary>What became of a URL reference.</summary>
public enum UrlStatus
{
    /// <summary>The reference resolves to an http or https URL.</summary>
    Valid,

    /// <summary>The reference has another scheme: mailto, javascript, data, ftp.</summary>
    NotHttp,

    /// <summary>The reference is no URL: its host or port is malformed, or there is nothing to resolve it against.</summary>
    Invalid,

    /// <summary>The URL is longer than <see cref="UrlRules.MaxLength"/> or than the destination.</summary>
    TooLong,
}
