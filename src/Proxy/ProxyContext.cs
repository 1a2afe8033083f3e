using Microsoft.AspNetCore.Http.Features;

namespace Freshet.Proxies;

// One request on its way through the proxy; reused for the next one of the same connection.
internal sealed class ProxyContext
{
    public IFeatureCollection Features { get; private set; } = null!;

    public IHttpRequestFeature Request { get; private set; } = null!;

    public IHttpResponseFeature Response { get; private set; } = null!;

    public CancellationToken Aborted { get; private set; }

    public void Begin(IFeatureCollection features)
    {
        Features = features;
        Request = features.GetRequiredFeature<IHttpRequestFeature>();
        Response = features.GetRequiredFeature<IHttpResponseFeature>();
        Aborted = features.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;
    }
}
