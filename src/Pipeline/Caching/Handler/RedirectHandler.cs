using System.Net;

namespace Freshet.Caching;

/// <summary>Follows redirects (RFC 9110 §15.4). It stands outside of a <see cref="CachingHandler"/>, so that every hop is cached on its own.</summary>
/// <remarks>
/// 303, and 301 and 302 to a POST, are followed with GET; 307 and 308 with the same method and content. A redirect from https to http is not
/// followed, and after the last allowed one the redirect itself is the response. Authorization and Cookie do not go to another origin.
/// </remarks>
public sealed class RedirectHandler : DelegatingHandler
{
    /// <summary>Creates a handler; its <see cref="DelegatingHandler.InnerHandler"/> is to be set.</summary>
    public RedirectHandler()
    {
    }

    /// <summary>Creates a handler over another, which is disposed with it.</summary>
    public RedirectHandler(HttpMessageHandler inner) : base(inner)
    {
    }

    /// <summary>How many redirects in a row are followed.</summary>
    /// <value>The default is 20. Range: 0 and up.</value>
    public int MaxRedirects { get; init; } = 20;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < MaxRedirects && Next(request, response) is { } next; i++)
        {
            response.Dispose();
            request = next;
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        return response;
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = base.Send(request, cancellationToken);
        for (var i = 0; i < MaxRedirects && Next(request, response) is { } next; i++)
        {
            response.Dispose();
            request = next;
            response = base.Send(request, cancellationToken);
        }

        return response;
    }

    private static HttpRequestMessage? Next(HttpRequestMessage request, HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || Target(request.RequestUri!, response) is not { } target)
        {
            return null;
        }

        var becomesGet = response.StatusCode == HttpStatusCode.SeeOther
            ? request.Method != HttpMethod.Head
            : (int)response.StatusCode is 301 or 302 && request.Method == HttpMethod.Post;
        var next = new HttpRequestMessage(becomesGet ? HttpMethod.Get : request.Method, target)
        {
            Version = request.Version,
            VersionPolicy = request.VersionPolicy,
            Content = becomesGet ? null : request.Content,
        };
        foreach (var (key, value) in request.Options)
        {
            ((IDictionary<string, object?>)next.Options)[key] = value;
        }

        var isSameOrigin = target.Scheme == request.RequestUri!.Scheme && target.Authority == request.RequestUri.Authority;
        foreach (var header in request.Headers.NonValidated)
        {
            var isSecret = header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
                || header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase);
            var isOfContent = becomesGet && header.Key.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase);
            if (!header.Key.Equals("Host", StringComparison.OrdinalIgnoreCase) && !isOfContent && (isSameOrigin || !isSecret))
            {
                next.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        return next;
    }

    private static Uri? Target(Uri from, HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("Location", out var location) || !Uri.TryCreate(from, location.ToString(), out var target)
            || (target.Scheme != Uri.UriSchemeHttp && target.Scheme != Uri.UriSchemeHttps)
            || (from.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp))
        {
            return null;
        }

        // RFC 9110 §10.2.2: a Location without a fragment inherits that of the URI it redirects from
        return target.Fragment.Length == 0 && from.Fragment.Length > 0 ? new UriBuilder(target) { Fragment = from.Fragment }.Uri : target;
    }
}
