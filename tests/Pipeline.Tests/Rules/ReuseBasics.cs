using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

public sealed class ReuseBasics
{
    private static readonly DateTimeOffset T0 = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RequestHead Get = RequestHead.Get(new Uri("http://example.org/a"));

    [Fact(Timeout = 30_000)]
    public async Task A_stored_response_is_fresh_and_later_validated_and_freshened()
    {
        await Task.Yield();
        var response = new ResponseHead(200, HeaderFields.Of(("Date", HttpDate.Format(T0)), ("Cache-Control", "max-age=60"), ("ETag", "\"a\"")));
        var body = new BodyDescriptor(BodyId.New(), 3, [new(3, 42)]);
        var head = StoredHead.Of(Get, response, body, CachePolicy.Private, T0, T0);
        var record = StoredHeads.Empty.With(head, Get, out _).ToArray();
        Assert.True(StoredHeads.TryRead(record, out var heads, out _));

        var fresh = Assert.IsType<ReuseDecision.Fresh>(Reuse.Decide(Get, heads, CachePolicy.Private, T0.AddSeconds(59)));
        Assert.Equal(body, fresh.Head.Body);
        var stale = Assert.IsType<ReuseDecision.Stale>(Reuse.Decide(Get, heads, CachePolicy.Private, T0.AddSeconds(60)));
        Assert.Equal("\"a\"", stale.Request.Fields.First("If-None-Match"));

        var t1 = T0.AddSeconds(61);
        var notModified = new ResponseHead(304, HeaderFields.Of(("Date", HttpDate.Format(t1)), ("ETag", "\"a\"")));
        var freshen = Assert.IsType<FresheningDecision.Freshen>(
            Freshening.Decide(Get, stale.Candidates, notModified, CachePolicy.Private, t1, t1));
        heads = heads.Replace(freshen.Updates[0].Old, freshen.Updates[0].New);
        Assert.IsType<ReuseDecision.Fresh>(Reuse.Decide(Get, heads, CachePolicy.Private, t1.AddSeconds(59)));
        Assert.Equal(body, heads[0].Body);
    }
}
