using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Caching;

// Where a response goes once its body is there; what it needs of the exchange, which may be gone by then.
internal sealed class StoreTarget(CacheParts parts, HeadRecords records, Exchange exchange, StoredHead head)
{
    private readonly RequestHead _request = exchange.Request;
    private readonly CachePolicy _policy = exchange.Policy;
    private readonly int _invalidations = exchange.StoredAtInvalidations;

    public string Key { get; } = exchange.Key;

    public StoredHead Head => head;

    public async ValueTask<bool> CommitAsync(BodyDescriptor body)
    {
        if (!await records.AddAsync(Key, _request, head.WithBody(body), _policy, _invalidations, CancellationToken.None).ConfigureAwait(false))
        {
            return false;
        }

        parts.Telemetry.Stored(Key, body.Length);
        return true;
    }
}
