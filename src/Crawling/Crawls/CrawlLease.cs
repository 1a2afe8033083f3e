using Freshet.Frontiers;

namespace Freshet.Crawls;

// A URL taken up: first to be looked up in the cache, and only if its host has to be asked a second time, when the host may be.
internal sealed record CrawlLease(Lease Lease, bool MayAskHost);
