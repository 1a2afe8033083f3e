using System.Text.RegularExpressions;
using Freshet.Control;
using Freshet.Events;
using Freshet.Rules;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Control;

/// <summary>Mistakes of other caches that are none here; docs/parity.md has the list.</summary>
public sealed class TrapTests
{
    [Fact(Timeout = 30_000)]
    public async Task A_response_to_HEAD_never_answers_GET()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh);
        await f.SendAsync("HEAD", "/a");
        Assert.Equal((CacheOutcome.Miss, "/a 2"), (await f.GetAsync("/a")) is var get ? (get.Outcome, get.Body) : default);
        Assert.Equal((CacheOutcome.Hit, ""), (await f.SendAsync("HEAD", "/a")) is var head ? (head.Outcome, head.Body) : default);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(301)]
    [InlineData(308)]
    public async Task A_permanent_redirect_without_expiry_is_not_served_for_ever(int status)
    {
        await using var f = new ControlFixture().Serve("/a", status, ("Location", "/b"));
        await f.GetAsync("/a");
        Assert.Equal(CacheOutcome.Replaced, (await f.GetAsync("/a")).Outcome);
        f.Serve("/c", status, ("Location", "/b"), ("Cache-Control", "no-store"));
        await f.GetAsync("/c");
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/c")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task An_error_during_validation_replaces_nothing()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a");
        f.Serve("/a", 500);
        f.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(500, (await f.GetAsync("/a")).Status);
        Assert.Equal((200, "/a 1"), (await f.StoredAsync("/a")) is var stored ? (stored.Status, stored.Body) : default);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("Cache-Control", "max-age=abc, private=\", =, ;;, max-stale=-1")]
    [InlineData("Expires", "yesterday")]
    [InlineData("Date", "\u00e9")]
    [InlineData("Age", "-1, x")]
    [InlineData("Vary", ",,*,")]
    [InlineData("ETag", "no quotes")]
    [InlineData("Last-Modified", "0")]
    [InlineData("Retry-After", "99999999999999999999999999")]
    [InlineData("Cache-Tag", ",,, ,")]
    public async Task Malformed_fields_never_reach_the_caller_as_exceptions(string name, string value)
    {
        await using var f = new ControlFixture(new() { Storing = new() { TagFields = ["Cache-Tag"] }, Failures = new() { Delay = TimeSpan.FromSeconds(1) } })
            .Serve("/a", (name, value)).Serve("/b", 503, (name, value));
        for (var i = 0; i < 3; i++)
        {
            var asked = value.Replace('\u00e9', 'e');
            Assert.Equal(200, (await f.GetAsync("/a", null, ("Cache-Control", asked), ("Range", asked), ("If-Modified-Since", asked))).Status);
            Assert.Equal(503, (await f.GetAsync("/b")).Status);
            f.Time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task Content_is_told_apart_by_a_digest_of_256_bits()
    {
        await using var f = new ControlFixture(new() { Storing = new() { Methods = ["POST"] } }).Serve("/q", ControlFixture.Fresh);
        Assert.Matches("^h/http://127.0.0.1:[0-9]+/q#m=POST&c=[0-9a-f]{64}$", (await f.SendAsync("POST", "/q", null, "x")).Key);
    }

    [Fact(Timeout = 30_000)]
    public void The_options_of_the_page_are_those_that_there_are()
    {
        var page = File.ReadAllText(Repository.At("docs", "control.md"));
        var table = Regex.Matches(page, @"^\| (`[^|]+) \|", RegexOptions.Multiline).SelectMany(row => Regex.Matches(row.Groups[1].Value, @"`([A-Za-z.]+)`"))
            .Select(name => name.Groups[1].Value.Split('.')[^1]).ToHashSet();
        string[] options =
        [
            .. new[] { typeof(RequestCacheOptions), typeof(StaleOptions), typeof(KeyOptions), typeof(StoringOptions), typeof(FailureOptions) }
                .SelectMany(type => type.GetProperties().Where(property => property.SetMethod is not null)).Select(property => property.Name)
                .Except([nameof(RequestCacheOptions.Stale), nameof(RequestCacheOptions.Key), nameof(RequestCacheOptions.Storing), nameof(RequestCacheOptions.Failures)]),
        ];
        Assert.Equal([], options.Where(option => !table.Contains(option)));
    }
}
