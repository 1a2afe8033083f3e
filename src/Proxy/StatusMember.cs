using Freshet.Caching;
using Freshet.Control;
using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Proxies;

// This proxy's member of Cache-Status (RFC 9211). Why something was not stored is for the cache's owner, not for every client.
internal static class StatusMember
{
    public static ResponseHead Append(ResponseHead response, Exchange exchange, string name) => exchange.ToCacheStatus(name) is not { } member
        ? response
        : response.WithFields(CacheStatus.Append(
            response.Fields, exchange.Decision is ReuseDecision.GatewayTimeout ? member : member with { Detail = null }));
}
