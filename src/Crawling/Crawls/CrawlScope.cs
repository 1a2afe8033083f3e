namespace Freshet.Crawls;

/// <summary>Which discovered URLs a crawl follows.</summary>
public enum CrawlScope
{
    /// <summary>Those of a seed's host and port.</summary>
    Host,

    /// <summary>Those of a seed's registrable domain, its subdomains included.</summary>
    Domain,

    /// <summary>Those that begin with a seed up to its last slash.</summary>
    Prefix,

    /// <summary>All.</summary>
    Any,
}
