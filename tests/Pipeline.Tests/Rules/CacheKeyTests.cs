using System.Text;
using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

public sealed class CacheKeyTests
{
    [Theory(Timeout = 30_000)]
    [InlineData("http://example.org", "h/http://example.org/")]
    [InlineData("HTTP://EXAMPLE.org:80/a?b=c#d", "h/http://example.org/a?b=c")]
    [InlineData("https://example.org:8443/ä", "h/https://example.org:8443/%C3%A4")]
    public void The_key_is_the_target_URI_without_fragment(string uri, string key)
    {
        Assert.Equal(key, CacheKey.Of(RequestHead.Get(new Uri(uri))));
        Assert.Equal(key, CacheKey.Of(new RequestHead("HEAD", new Uri(uri), HeaderFields.Empty)));
    }

    [Theory(Timeout = 30_000)]
    [InlineData(4094, false)]
    [InlineData(4095, true)]
    public void A_URI_longer_than_keys_can_be_is_digested(int length, bool digested)
    {
        var start = "http://example.org/";
        var key = CacheKey.Of(new Uri(start + new string('a', length - start.Length)));
        var other = CacheKey.Of(new Uri(start + new string('a', length - start.Length - 1) + "b"));
        Assert.Equal(digested, key.Contains('#', StringComparison.Ordinal));
        Assert.InRange(Encoding.UTF8.GetByteCount(key), 1, StoreLimits.MaxKeyBytes);
        Assert.NotEqual(key, other);
    }
}
