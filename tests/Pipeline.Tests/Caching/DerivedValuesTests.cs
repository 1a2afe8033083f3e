using System.Text;
using Freshet.Caching;
using Freshet.Http;
using Freshet.Values;

namespace Freshet.Tests.Caching;

public sealed class DerivedValuesTests : IAsyncDisposable
{
    private readonly CacheFixture _fixture = new();
    private readonly List<string> _extracted = [];

    [Fact(Timeout = 30_000)]
    public async Task A_record_is_computed_again_only_when_the_body_or_the_extractor_changes()
    {
        var page = _fixture.Serve("/page", ("Cache-Control", "max-age=10"));
        await using var values = new ValueCache(_fixture.Memory, time: _fixture.Time);
        await using var elsewhere = new ValueCache(_fixture.Memory, time: _fixture.Time);

        Assert.Equal("version 1", await DeriveAsync(values, "1"));
        Assert.Equal("version 1", await DeriveAsync(values, "1"));
        _fixture.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("version 1", await DeriveAsync(values, "1"));
        Assert.Equal("version 1", await DeriveAsync(elsewhere, "1"));
        Assert.Single(_extracted);

        page.Version = 2;
        _fixture.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("version 2", await DeriveAsync(values, "1"));
        Assert.Equal("version 2", await DeriveAsync(values, "2"));
        Assert.Equal(["version 1", "version 2", "version 2"], _extracted);
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    private async Task<string> DeriveAsync(ValueCache values, string version)
    {
        using var exchange = await _fixture.Cache.SendAsync(RequestHead.Get(_fixture.Origin.At("/page")), _fixture.Fetcher, TestContext.Current.CancellationToken);
        return await values.DeriveAsync(exchange, version, e =>
        {
            _extracted.Add(Encoding.UTF8.GetString(e.DecodedBody(1 << 20).Span));
            return _extracted[^1];
        });
    }
}
