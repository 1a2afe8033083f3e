using Freshet.Tests.Kit;

namespace Freshet.Proxies;

public sealed class ReverseTests
{
    private const string Fresh = "max-age=60";

    [Fact(Timeout = 30_000)]
    public async Task What_is_fresh_comes_from_the_cache_with_its_age()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        proxy.Origin.Map("/a", "hello", ("Cache-Control", Fresh));

        RawResponse first = await proxy.GetAsync("/a");
        proxy.Time.Advance(TimeSpan.FromSeconds(7));
        RawResponse second = await proxy.GetAsync("/a");

        Assert.Equal((200, "hello", null), (first.Status, first.Body, first["Age"]));
        Assert.Equal((200, "hello", "7"), (second.Status, second.Body, second["Age"]));
        Assert.Single(proxy.Origin.Requests);
    }

    [Fact(Timeout = 30_000)]
    public async Task Fields_of_one_connection_are_not_passed_on()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        proxy.Origin.Map(
            "/a", "x", ("Connection", "X-Hop, x-other"), ("X-Hop", "1"), ("X-Other", "1"), ("Keep-Alive", "timeout=5"), ("Proxy-Authenticate", "Basic"), ("X-Kept", "1"));

        RawResponse response = await proxy.GetAsync(
            "/a", "Connection: X-Mine, x-another", "X-Another: 1", "X-Mine: 1", "TE: trailers", "Proxy-Authorization: Basic eDp5", "Proxy-Connection: keep-alive", "Upgrade: h2c",
            "HTTP2-Settings: x", "X-Yours: 1");

        OriginRequest asked = Assert.Single(proxy.Origin.Requests);
        Assert.Equal(["Host", "Via", "X-Yours"], asked.Headers.Select(field => field.Key).Order());
        Assert.All(["X-Hop", "X-Other", "Keep-Alive", "Proxy-Authenticate"], name => Assert.Null(response[name]));
        Assert.Equal("1", response["X-Kept"]);
    }

    [Fact(Timeout = 30_000)]
    public async Task Via_is_added_both_ways_with_the_version_of_the_message()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        proxy.Origin.Map("/a", "x", ("Via", "1.1 upstream"));

        RawResponse response = await proxy.AskAsync("GET /a HTTP/1.0\r\nVia: 1.1 downstream\r\n\r\n");

        Assert.Matches(@"^1\.1 downstream, 1\.0 freshet \([0-9a-f]{8}\)$", proxy.Origin.Requests[0]["Via"]);
        Assert.Matches(@"^1\.1 upstream, 1\.1 freshet \([0-9a-f]{8}\)$", response["Via"]);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("/a/../b/./c")]
    [InlineData("/%7Euser/%2f?x=%2F&y=a+b&&z")]
    [InlineData("//double?")]
    [InlineData("/a;b=c/'(d)'|\"e\"?[]{}^`\\")]
    public async Task The_target_is_passed_on_to_the_byte(string target)
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();

        await proxy.GetAsync(target);

        Assert.Equal(target, Assert.Single(proxy.Origin.Requests).Target);
    }

    [Fact(Timeout = 30_000)]
    public async Task Field_values_are_passed_on_to_the_byte()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        string value = string.Concat(Enumerable.Range(0x21, 0x5e).Concat(Enumerable.Range(0x80, 0x80)).Select(code => (char)code));
        proxy.Origin.Map("/a", "x", ("X-Value", value), ("Cache-Control", Fresh));

        RawResponse first = await proxy.GetAsync("/a", $"X-Value: {value}");
        RawResponse second = await proxy.GetAsync("/a");

        Assert.Equal(value, proxy.Origin.Requests[0]["X-Value"]);
        Assert.Equal((value, value), (first["X-Value"], second["X-Value"]));
    }

    [Fact(Timeout = 30_000)]
    public async Task Control_characters_in_a_value_become_blanks()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        proxy.Origin.Map("/a", "x", ("X-Value", "a\u0001b\u007fc"));

        RawResponse response = await proxy.GetAsync("/a");

        Assert.Equal((200, "a b c"), (response.Status, response["X-Value"]));
    }

    [Fact(Timeout = 30_000)]
    public async Task Nothing_is_added_to_a_request_but_Host_and_Via()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();

        await proxy.GetAsync("/a");

        OriginRequest asked = Assert.Single(proxy.Origin.Requests);
        Assert.Equal(["Host", "Via"], asked.Headers.Select(field => field.Key).Order());
        Assert.Equal(proxy.Origin.Url.Authority, asked["Host"]);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_preserved_host_keeps_the_responses_of_hosts_apart()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync(options => options with { PreserveHost = true });
        proxy.Origin.Map("/a", exchange => exchange.SendAsync(200, exchange.Request["Host"]!, ("Cache-Control", Fresh)));

        RawResponse one = await proxy.AskAsync("GET /a HTTP/1.1\r\nHost: one.test\r\n\r\n");
        RawResponse two = await proxy.AskAsync("GET /a HTTP/1.1\r\nHost: two.test:81\r\n\r\n");
        RawResponse again = await proxy.AskAsync("GET /a HTTP/1.1\r\nHost: one.test\r\n\r\n");

        Assert.Equal(("one.test", "two.test:81", "one.test"), (one.Body, two.Body, again.Body));
        Assert.Equal(2, proxy.Origin.Requests.Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task HEAD_and_conditions_are_answered_from_what_is_stored()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        proxy.Origin.Map("/a", "hello", ("Cache-Control", Fresh), ("ETag", "\"1\""), ("Content-Type", "text/plain"));
        await proxy.GetAsync("/a");

        RawResponse head = await proxy.AskAsync("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
        RawResponse condition = await proxy.GetAsync("/a", "If-None-Match: \"0\", \"1\"");

        Assert.Equal((200, "5", ""), (head.Status, head["Content-Length"], head.Body));
        Assert.Equal((304, "\"1\"", null, null), (condition.Status, condition["ETag"], condition["Content-Length"], condition["Content-Type"]));
        Assert.Single(proxy.Origin.Requests);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_stale_response_is_validated()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        proxy.Origin.Map("/a", exchange => exchange.Request["If-None-Match"] is null
            ? exchange.SendAsync(200, "hello", ("Cache-Control", Fresh), ("ETag", "\"1\""))
            : exchange.SendAsync(304, "", ("Cache-Control", Fresh), ("ETag", "\"1\"")));
        await proxy.GetAsync("/a");
        proxy.Time.Advance(TimeSpan.FromMinutes(2));

        RawResponse validated = await proxy.GetAsync("/a");
        RawResponse fresh = await proxy.GetAsync("/a");

        Assert.Equal(("hello", "hello"), (validated.Body, fresh.Body));
        Assert.Equal([null, "\"1\""], proxy.Origin.Requests.Select(asked => asked["If-None-Match"]));
    }

    [Fact(Timeout = 30_000)]
    public async Task Cache_Status_says_how_a_response_came_about()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync(options => options with { CacheStatus = true });
        proxy.Origin.Map("/a", "hello", ("Cache-Control", Fresh), ("Cache-Status", "up; hit"));

        RawResponse miss = await proxy.GetAsync("/a");
        proxy.Time.Advance(TimeSpan.FromSeconds(10));
        RawResponse hit = await proxy.GetAsync("/a");

        Assert.Equal("up; hit, freshet;fwd=uri-miss;fwd-status=200", miss["Cache-Status"]);
        Assert.Equal("up; hit, freshet;hit;ttl=50", hit["Cache-Status"]);
    }
}
