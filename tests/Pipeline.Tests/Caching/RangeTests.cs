using System.Globalization;
using System.Text;
using Freshet.Caching;
using Freshet.Events;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Caching;

public sealed class RangeTests
{
    private const string Text = "0123456789";

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stored_response_answers_requests_for_its_ranges(bool streamed)
    {
        await using var f = new CacheFixture();
        var asked = Serve(f, Text);
        await ReadAsync(f, streamed);
        Assert.Equal((206, "23", "bytes 2-3/10", CacheOutcome.Hit), await ReadAsync(f, streamed, ("Range", "bytes=2-3")));
        Assert.Equal((206, "89", "bytes 8-9/10", CacheOutcome.Hit), await ReadAsync(f, streamed, ("Range", "bytes=-2")));
        Assert.Equal((206, "56789", "bytes 5-9/10", CacheOutcome.Hit), await ReadAsync(f, streamed, ("Range", "bytes=5-")));
        Assert.Equal((416, "", "bytes */10", CacheOutcome.Hit), await ReadAsync(f, streamed, ("Range", "bytes=10-")));
        Assert.Equal((200, Text, null, CacheOutcome.Hit), await ReadAsync(f, streamed, ("Range", "bytes=5-3")));
        Assert.Equal((200, Text, null, CacheOutcome.Hit), await ReadAsync(f, streamed, ("Range", "bytes=2-3"), ("If-Range", "\"other\"")));
        Assert.Equal((206, "23", "bytes 2-3/10", CacheOutcome.Hit), await ReadAsync(f, streamed, ("Range", "bytes=2-3"), ("If-Range", "\"v\"")));
        Assert.Single(asked);
    }

    [Fact(Timeout = 30_000)]
    public async Task Several_ranges_are_parts_of_one_answer()
    {
        await using var f = new CacheFixture();
        Serve(f, Text);
        await ReadAsync(f, false);
        var answer = await f.GetAsync("/a", ("Range", "bytes=0-1,8-9"));
        Assert.Equal(206, answer.Status);
        var boundary = answer.Fields.First("Content-Type")!.Split("boundary=")[1];
        Assert.Equal(
            $"\r\n--{boundary}\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01"
            + $"\r\n--{boundary}\r\nContent-Type: text/plain\r\nContent-Range: bytes 8-9/10\r\n\r\n89\r\n--{boundary}--\r\n",
            answer.Body);
        Assert.Equal(answer.Body.Length.ToString(CultureInfo.InvariantCulture), answer.Fields.First("Content-Length"));
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stored_part_answers_what_lies_in_it_and_is_completed_for_the_whole(bool streamed)
    {
        await using var f = new CacheFixture();
        var asked = Serve(f, Text);
        await ReadAsync(f, streamed, ("Range", "bytes=0-4"));
        Assert.Equal((206, "12", "bytes 1-2/10", CacheOutcome.Hit), await ReadAsync(f, streamed, ("Range", "bytes=1-2")));
        Assert.Equal(["bytes=0-4"], asked);
        Assert.Equal((200, Text, null, CacheOutcome.Miss), await ReadAsync(f, streamed));
        Assert.Equal(["bytes=0-4", "bytes=5-"], asked);
        Assert.Equal((200, Text, null, CacheOutcome.Hit), await ReadAsync(f, streamed));
        Assert.Equal(2, asked.Count);
        Assert.Single(await f.RecordsAsync("b/"));
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_end_is_completed_by_the_beginning(bool streamed)
    {
        await using var f = new CacheFixture();
        var asked = Serve(f, Text);
        await ReadAsync(f, streamed, ("Range", "bytes=-3"));
        Assert.Equal((200, Text, null, CacheOutcome.Miss), await ReadAsync(f, streamed));
        Assert.Equal(["bytes=-3", "bytes=0-6"], asked);
        Assert.Equal((200, Text, null, CacheOutcome.Hit), await ReadAsync(f, streamed));
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Parts_of_the_same_representation_are_combined(bool streamed)
    {
        await using var f = new CacheFixture();
        var asked = Serve(f, Text);
        await ReadAsync(f, streamed, ("Range", "bytes=0-3"));
        await ReadAsync(f, streamed, ("Range", "bytes=2-6"));
        Assert.Equal((206, "123456", "bytes 1-6/10", CacheOutcome.Hit), await ReadAsync(f, streamed, ("Range", "bytes=1-6")));
        await ReadAsync(f, streamed, ("Range", "bytes=7-"));
        Assert.Equal((200, Text, null, CacheOutcome.Hit), await ReadAsync(f, streamed));
        Assert.Equal(3, asked.Count);
        Assert.Single(await f.RecordsAsync("b/"));
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_part_of_another_representation_is_not_combined(bool streamed)
    {
        await using var f = new CacheFixture();
        var text = Text;
        var asked = Serve(f, () => (text, text == Text ? "\"v\"" : "\"w\""));
        await ReadAsync(f, streamed, ("Range", "bytes=0-3"));
        text = "abcdefghij";
        Assert.Equal((206, "efgh", "bytes 4-7/10", CacheOutcome.Miss), await ReadAsync(f, streamed, ("Range", "bytes=4-7")));
        Assert.Equal((200, text, null, CacheOutcome.Miss), await ReadAsync(f, streamed));
        Assert.Equal((200, text, null, CacheOutcome.Hit), await ReadAsync(f, streamed));
        Assert.Equal(3, asked.Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_part_that_has_changed_meanwhile_is_replaced_by_the_whole()
    {
        await using var f = new CacheFixture();
        var text = Text;
        var asked = Serve(f, () => (text, text == Text ? "\"v\"" : "\"w\""));
        await ReadAsync(f, false, ("Range", "bytes=0-3"));
        text = "abcdefghij";
        Assert.Equal((200, text, null, CacheOutcome.Miss), await ReadAsync(f, false));
        Assert.Equal(["bytes=0-3", "bytes=4-"], asked);
        Assert.Single(await f.RecordsAsync("b/"));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_range_of_a_stale_response_is_validated_and_answered_from_the_store()
    {
        await using var f = new CacheFixture();
        var asked = Serve(f, Text);
        await ReadAsync(f, false);
        f.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal((206, "23", "bytes 2-3/10", CacheOutcome.Revalidated), await ReadAsync(f, false, ("Range", "bytes=2-3")));
        Assert.Equal((200, Text, null, CacheOutcome.Hit), await ReadAsync(f, false));
        Assert.Equal(2, asked.Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_range_of_a_large_body_is_read_from_its_segment_on()
    {
        await using var f = new CacheFixture();
        var text = string.Concat(Enumerable.Range(0, 400_000).Select(i => $"{i:x6}\n"));
        var asked = Serve(f, text);
        await ReadAsync(f, true);
        var (status, body, range, outcome) = await ReadAsync(f, true, ("Range", "bytes=2100000-2400000"));
        Assert.Equal((206, "bytes 2100000-2400000/2800000", CacheOutcome.Hit), (status, range, outcome));
        Assert.Equal(text[2_100_000..2_400_001], body);
        Assert.Single(asked);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_callers_condition_is_joined_with_that_of_the_stored_response()
    {
        await using var f = new CacheFixture();
        var page = f.Serve("/a", ("Cache-Control", "max-age=60"));
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromSeconds(61));
        f.Origin.Map("/a", exchange => exchange.SendAsync(304, "", ("ETag", page.EntityTag), ("Cache-Control", "max-age=60"), ("X", exchange.Request["If-None-Match"]!)));
        var answer = await f.GetAsync("/a", ("If-None-Match", "\"mine\""));
        Assert.Equal((CacheOutcome.Revalidated, 200, "version 1", "\"mine\", \"v1\""), (answer.Outcome, answer.Status, answer.Body, answer.Fields.First("X")));
        f.Time.Advance(TimeSpan.FromSeconds(61));
        answer = await f.GetAsync("/a", ("If-None-Match", "\"v1\""));
        Assert.Equal((CacheOutcome.Revalidated, 304, ""), (answer.Outcome, answer.Status, answer.Body));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_304_about_the_callers_own_representation_is_passed_on()
    {
        await using var f = new CacheFixture();
        f.Serve("/a", ("Cache-Control", "max-age=60"));
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromSeconds(61));
        var asked = 0;
        f.Origin.Map("/a", exchange =>
        {
            asked++;
            return exchange.SendAsync(304, "", ("ETag", "\"mine\""));
        });
        var answer = await f.GetAsync("/a", ("If-None-Match", "\"mine\""));
        Assert.Equal((304, "", 1), (answer.Status, answer.Body, asked));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_response_to_HEAD_freshens_what_is_stored_or_makes_it_stale()
    {
        await using var f = new CacheFixture();
        var tag = "\"v\"";
        f.Origin.Map("/a", exchange => exchange.SendAsync(200, Text, ("ETag", tag), ("Cache-Control", "max-age=60"), ("X", exchange.Request.Method)));
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromSeconds(61));
        await HeadAsync(f);
        var answer = await f.GetAsync("/a");
        Assert.Equal((CacheOutcome.Hit, Text, "HEAD"), (answer.Outcome, answer.Body, answer.Fields.First("X")));
        f.Time.Advance(TimeSpan.FromSeconds(61));
        tag = "\"w\"";
        await HeadAsync(f);
        Assert.Equal(CacheOutcome.Replaced, (await f.GetAsync("/a")).Outcome);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false, "/a", "max-age=60", CacheOutcome.Hit)]
    [InlineData(true, "/a", "max-age=60", CacheOutcome.Hit)]
    [InlineData(false, "/b", "max-age=60", CacheOutcome.Miss)]
    [InlineData(false, "/a", "public", CacheOutcome.Miss)]
    [InlineData(false, "/a", "max-age=60, no-store", CacheOutcome.Miss)]
    public async Task A_response_to_POST_answers_GET_when_it_says_that_it_does(bool streamed, string location, string control, CacheOutcome outcome)
    {
        await using var f = new CacheFixture();
        f.Origin.Map("/a", exchange => exchange.SendAsync(200, exchange.Request.Method, ("Content-Location", location), ("Cache-Control", control)));
        await f.GetAsync("/a");
        using (var posted = await f.Cache.SendAsync(
            new Exchange(new RequestHead("POST", f.Origin.At("/a"), HeaderFields.Empty)) { IsStreamed = streamed },
            streamed ? f.StreamingFetcher : f.Fetcher,
            TestContext.Current.CancellationToken))
        {
            await posted.OpenBody().CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
            Assert.Equal(CacheOutcome.Bypass, posted.Outcome);
        }

        var answer = await f.GetAsync("/a");
        Assert.Equal((outcome, outcome == CacheOutcome.Hit ? "POST" : "GET"), (answer.Outcome, answer.Body));
    }

    private static async Task HeadAsync(CacheFixture f)
    {
        using var exchange = await f.Cache.SendAsync(
            new RequestHead("HEAD", f.Origin.At("/a"), HeaderFields.Empty), f.Fetcher, TestContext.Current.CancellationToken);
        Assert.Equal((200, 0), (exchange.Status, exchange.Body.Bytes.Length));
    }

    private static List<string?> Serve(CacheFixture f, string text) => Serve(f, () => (text, "\"v\""));

    // An origin that understands ranges and conditions, by the rules under test's own reading of Range.
    private static List<string?> Serve(CacheFixture f, Func<(string Text, string Tag)> version)
    {
        List<string?> asked = [];
        f.Origin.Map("/a", exchange =>
        {
            var (text, tag) = version();
            var request = exchange.Request;
            asked.Add(request["Range"]);
            (string, string)[] fields = [("ETag", tag), ("Cache-Control", "max-age=60"), ("Content-Type", "text/plain")];
            if (request["If-None-Match"] == tag)
            {
                return exchange.SendAsync(304, "", fields);
            }

            return request["Range"] is { } range && ByteRanges.Parse(range)![0].Of(text.Length) is { } span && (request["If-Range"] ?? tag) == tag
                ? exchange.SendAsync(206, text.Substring((int)span.First, (int)span.Length), [.. fields, ("Content-Range", $"bytes {span.First}-{span.Last}/{text.Length}")])
                : exchange.SendAsync(200, text, fields);
        });
        return asked;
    }

    private static async Task<(int Status, string Body, string? ContentRange, CacheOutcome Outcome)> ReadAsync(
        CacheFixture f, bool streamed, params (string Name, string Value)[] fields)
    {
        if (!streamed)
        {
            var answer = await f.GetAsync("/a", fields);
            return (answer.Status, answer.Body, answer.Fields.First("Content-Range"), answer.Outcome);
        }

        using var exchange = await f.OpenAsync("/a", null, fields);
        var body = new MemoryStream();
        await exchange.OpenBody().CopyToAsync(body, TestContext.Current.CancellationToken);
        return (exchange.Status, Encoding.UTF8.GetString(body.ToArray()), exchange.Response!.Fields.First("Content-Range"), exchange.Outcome!.Value);
    }
}
