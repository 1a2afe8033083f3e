using System.IO.Compression;
using System.Net;
using System.Text;
using Freshet.Caching;
using Freshet.Events;

namespace Freshet.Tests.Caching.Handler;

public sealed class OuterHandlerTests
{
    private static readonly (string, string) s_fresh = ("Cache-Control", "max-age=60");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("raw deflate")]
    public async Task What_is_stored_encoded_is_decoded_for_the_reader(string coding)
    {
        await using var f = new HandlerFixture(outer: handler => new DecompressingHandler(handler));
        var text = string.Concat(Enumerable.Repeat("to be decoded ", 10_000));
        f.Origin.Map("/a", exchange => exchange.SendAsync(
            200, Encode(coding, text), s_fresh, ("Content-Encoding", coding.Split(' ')[^1]), ("Vary", "Accept-Encoding")));
        foreach (var expected in new[] { CacheOutcome.Miss, CacheOutcome.Hit })
        {
            using var response = await f.Client.GetAsync("/a", Token);
            Assert.Equal(text, await response.Content.ReadAsStringAsync(Token));
            Assert.Empty(response.Content.Headers.ContentEncoding);
            Assert.Equal(expected, response.GetCacheInfo()!.Outcome);
        }

        using var sync = await Task.Run(() => f.Client.Send(new HttpRequestMessage(HttpMethod.Get, "/a"), Token), Token);
        Assert.Equal(text, await sync.Content.ReadAsStringAsync(Token));
        Assert.Equal(ContentCodings.Accepted, f.Origin.Requests[0]["Accept-Encoding"]);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_coding_that_is_not_known_is_left_as_it_is()
    {
        await using var f = new HandlerFixture(outer: handler => new DecompressingHandler(handler));
        f.Origin.Map("/a", "as it is", ("Content-Encoding", "rot13"));
        using var response = await f.Client.GetAsync("/a", Token);
        Assert.Equal("rot13", Assert.Single(response.Content.Headers.ContentEncoding));
        Assert.Equal("as it is", await response.Content.ReadAsStringAsync(Token));
    }

    [Fact(Timeout = 30_000)]
    public async Task Each_hop_of_a_redirect_is_cached_on_its_own()
    {
        await using var f = new HandlerFixture(outer: handler => new RedirectHandler(handler));
        f.Origin.Map("/a", exchange => exchange.SendAsync(301, "", s_fresh, ("Location", "/b")));
        f.Origin.Map("/b", exchange => exchange.SendAsync(302, "", s_fresh, ("Location", "/c#x")));
        f.Origin.Map("/c", "there", s_fresh);
        for (var i = 0; i < 2; i++)
        {
            using var response = await f.Client.GetAsync("/a", Token);
            Assert.Equal("there", await response.Content.ReadAsStringAsync(Token));
            Assert.Equal("/c#x", response.RequestMessage!.RequestUri!.PathAndQuery + response.RequestMessage.RequestUri.Fragment);
        }

        Assert.Equal(3, f.Origin.Requests.Count);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(301, "GET", "")]
    [InlineData(302, "GET", "")]
    [InlineData(303, "GET", "")]
    [InlineData(307, "POST", "body")]
    [InlineData(308, "POST", "body")]
    public async Task A_redirected_POST_is_what_its_status_says(int status, string method, string body)
    {
        await using var f = new HandlerFixture(outer: handler => new RedirectHandler(handler));
        f.Origin.Map("/a", exchange => exchange.SendAsync(status, "", ("Location", "/b")));
        f.Origin.Map("/b", "there");
        using var response = await f.Client.PostAsync("/a", new StringContent("body"), Token);
        var last = f.Origin.Requests[^1];
        Assert.Equal(("/b", method, body), (last.Path, last.Method, Encoding.UTF8.GetString(last.Body)));
    }

    [Fact(Timeout = 30_000)]
    public async Task Credentials_stay_with_their_origin_and_circles_end()
    {
        await using var other = new HandlerFixture();
        other.Origin.Map("/b", "there");
        await using var f = new HandlerFixture(outer: handler => new RedirectHandler(handler) { MaxRedirects = 3 });
        f.Origin.Map("/a", exchange => exchange.SendAsync(302, "", ("Location", other.Origin.At("/b").AbsoluteUri)));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/a") { Headers = { { "Authorization", "secret" }, { "X-Kept", "1" } } };
        using var response = await f.Client.SendAsync(request, Token);
        Assert.Equal((null, "1"), (other.Origin.Requests[0]["Authorization"], other.Origin.Requests[0]["X-Kept"]));

        f.Origin.Map("/circle", exchange => exchange.SendAsync(302, "", ("Location", "/circle")));
        using var last = await f.Client.GetAsync("/circle", Token);
        Assert.Equal(HttpStatusCode.Found, last.StatusCode);
        Assert.Equal(5, f.Origin.Requests.Count);
    }

    private static byte[] Encode(string coding, string text)
    {
        var encoded = new MemoryStream();
        using (Stream encoder = coding switch
        {
            "gzip" => new GZipStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
            _ => new DeflateStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            encoder.Write(Encoding.UTF8.GetBytes(text));
        }

        return encoded.ToArray();
    }
}
