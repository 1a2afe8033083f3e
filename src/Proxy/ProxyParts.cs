using Freshet.Caching;

namespace Freshet.Proxies;

// What the requests of one proxy share.
internal sealed record ProxyParts(HttpCache Cache, ProxyOptions Options, Upstream Upstream, TargetReader Targets, Via Via, TimeProvider Time);
