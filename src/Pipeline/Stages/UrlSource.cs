using Freshet.Caching;
using Freshet.Flows;
using Freshet.Http;

namespace Freshet.Stages;

/// <summary>Sources of GET requests.</summary>
public static class UrlSource
{
    /// <summary>A request for each URL.</summary>
    /// <param name="urls">The URLs.</param>
    /// <param name="fields">The field lines of every request.</param>
    public static Source<Exchange> From(IEnumerable<Uri> urls, HeaderFields? fields = null) => From(Source.From(urls), fields);

    /// <inheritdoc cref="From(IEnumerable{Uri}, HeaderFields?)"/>
    public static Source<Exchange> From(IAsyncEnumerable<Uri> urls, HeaderFields? fields = null) => From(Source.From(urls), fields);

    /// <inheritdoc cref="From(IEnumerable{Uri}, HeaderFields?)"/>
    public static Source<Exchange> From(Source<Uri> urls, HeaderFields? fields = null)
    {
        ArgumentNullException.ThrowIfNull(urls);
        return urls.Map(url => new Exchange(RequestHead.Get(url, fields)));
    }

    /// <summary>A request for each URL.</summary>
    /// <exception cref="UriFormatException">A text is not an absolute URL.</exception>
    public static Source<Exchange> From(params string[] urls) => From([.. urls.Select(url => new Uri(url, UriKind.Absolute))]);
}
