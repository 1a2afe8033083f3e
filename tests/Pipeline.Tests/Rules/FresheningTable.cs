using Freshet.Http;

namespace Freshet.Rules;

public sealed class FresheningTable
{
    // section, stored, 304, decision: the ETag or the index of the updated heads
    public static TheoryData<string, string, string, string> Rows => new()
    {
        { "§4.3.4", "200 | ETag: \"a\"", "304 | ETag: \"a\"", "0" },
        { "§4.3.4", "200 | ETag: \"a\"", "304 | ETag: \"b\"", "NoSuchStrongValidator" },
        { "§4.3.4", "200 | Last-Modified: @-9", "304 | ETag: \"b\" | Last-Modified: @-9", "NoSuchStrongValidator" },
        { "§4.3.4", "200 | ETag: W/\"a\"", "304 | ETag: W/\"a\"", "0" },
        { "§4.3.4", "200 | ETag: \"a\"", "304 | ETag: W/\"a\"", "0" },
        { "§4.3.4", "200 | ETag: W/\"a\"", "304 | ETag: \"a\"", "0" },
        { "§4.3.4", "200 | ETag: W/\"a\"", "304 | ETag: W/\"b\"", "NoSuchWeakValidator" },
        { "§4.3.4", "200 | ETag: \"a\"", "304", "0" },
        { "§4.3.4", "200 | Last-Modified: @-9", "304", "0" },
        { "§4.3.4", "200 | Last-Modified: @-9", "304 | Last-Modified: @-9", "0" },
        { "§4.3.4", "", "304 | ETag: \"a\"", "NoCandidates" },
        { "§4.3.4", "A: 1 => 200 | Vary: A | ETag: \"a\" && A: 2 => 200 | Vary: A | ETag: \"b\"", "304 | ETag: \"b\"", "1" },
        { "§4.3.4", "A: 1 => 200 | Vary: A | ETag: \"a\" && A: 2 => 200 | Vary: A | ETag: \"a\"", "304 | ETag: \"a\"", "0 1" },
        { "§4.3.4", "A: 1 => 200 | Vary: A | ETag: \"a\" && A: 2 => 200 | Vary: A | ETag: \"b\"", "304", "Ambiguous" },
        { "§4.3.4", "A: 1 => 200 | Vary: A | ETag: W/\"a\" | Date: @-9 && A: 2 => 200 | Vary: A | ETag: W/\"a\" | Date: @-5", "304 | ETag: W/\"a\"", "1" },
    };

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Rows))]
    public void A_304_freshens_the_responses_that_it_identifies(string section, string stored, string notModified, string decision)
    {
        var heads = Wire.Record(stored, CachePolicy.Private);
        var decided = Decide("A: 1", heads, notModified);
        Assert.Equal((section, decision), (section, decided.Match(
            freshen => string.Join(' ', freshen.Updates.Select(update => heads.ToList().IndexOf(update.Old))),
            not => $"{not.Reason}")));
    }

    [Fact(Timeout = 30_000)]
    public void The_fields_of_the_304_replace_those_stored_but_for_what_describes_the_body()
    {
        var head = Wire.Stored(
            "200 | Date: @-50 | Age: 40 | ETag: \"a\" | Cache-Control: max-age=60 | X: 1 | X: 2 | Y: 1 | Content-Length: 3 | Content-Encoding: gzip",
            CachePolicy.Private);
        var update = Assert.IsType<FresheningDecision.Freshen>(Decide(
            "GET", [head], "304 | ETag: \"a\" | Cache-Control: max-age=90 | X: 3 | Z: 4 | Content-Length: 0 | Content-Encoding: br | Connection: Q | Q: 1"));

        string[] expected =
        [
            "Y: 1", "Content-Length: 3", "Content-Encoding: gzip", "ETag: \"a\"", "Cache-Control: max-age=90", "X: 3", "Z: 4",
            $"Date: {HttpDate.Format(Wire.T0.AddSeconds(100))}",
        ];
        Assert.Equal(expected, update.Selected.Fields.Select(line => $"{line.Name}: {line.Value}"));
        Assert.Equal(TimeSpan.Zero, CurrentAge.Of(update.Selected.Facts, Wire.T0.AddSeconds(100)));
        Assert.Equal(90, update.Selected.Facts.MaxAge);
        Assert.Equal(200, update.Selected.Status);
        Assert.Equal(head.Body, update.Selected.Body);
    }

    [Fact(Timeout = 30_000)]
    public void A_304_that_changes_Vary_keeps_the_fields_of_the_request_it_answers()
    {
        var head = Wire.Stored("A: 1 => 200 | Vary: A | ETag: \"a\" | Cache-Control: max-age=60", CachePolicy.Private);
        var update = Assert.IsType<FresheningDecision.Freshen>(Decide("A: 1 | B: 2", [head], "304 | ETag: \"a\" | Vary: A, B"));
        Assert.Equal([new("A", "1"), new("B", "2")], update.Selected.Selecting);
    }

    [Fact(Timeout = 30_000)]
    public void A_304_with_no_store_makes_the_response_one_that_must_be_validated()
    {
        var head = Wire.Stored("200 | ETag: \"a\" | Cache-Control: max-age=60", CachePolicy.Private);
        var update = Assert.IsType<FresheningDecision.Freshen>(Decide("GET", [head], "304 | ETag: \"a\" | Cache-Control: no-store"));
        var decision = Reuse.Decide(Wire.Request("GET"), [update.Selected], CachePolicy.Private, Wire.T0.AddSeconds(100));
        Assert.Equal(StaleReason.NoStore, Assert.IsType<ReuseDecision.Stale>(decision).Reason);
    }

    private static FresheningDecision Decide(string request, IReadOnlyList<Storage.StoredHead> heads, string notModified)
    {
        var time = Wire.T0.AddSeconds(100);
        return Freshening.Decide(Wire.Request(request), heads, Wire.Response(notModified), CachePolicy.Private, time, time);
    }
}
