using System.Globalization;
using Freshet.Http;

namespace Freshet.Rules;

public sealed class DecisionTables
{
    public static IEnumerable<TheoryDataRow<string[]>> ReuseRows => DecisionTable.Load("Reuse");

    public static IEnumerable<TheoryDataRow<string[]>> StorabilityRows => DecisionTable.Load("Storability");

    public static IEnumerable<TheoryDataRow<string[]>> RangeRows => DecisionTable.Load("Ranges");

    public static IEnumerable<TheoryDataRow<string[]>> QueryRows => DecisionTable.Load("Query");

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(ReuseRows))]
    public void A_request_is_answered_as_the_RFC_says(string[] row)
    {
        var policy = DecisionTable.Policy(row[1]);
        var now = Wire.T0.AddSeconds(int.Parse(row[4], CultureInfo.InvariantCulture));
        Assert.Equal(row[5], Text(Reuse.Decide(Wire.Request(row[2]), Wire.Record(row[3], policy), policy, now)));
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(StorabilityRows))]
    public void A_response_is_stored_or_not_as_the_RFC_says(string[] row) => Assert.Equal(
        row[4],
        Storability.Decide(Wire.Request(row[2]), Wire.Response(row[3]), DecisionTable.Policy(row[1])).Match(_ => "Store", not => $"{not.Reason}"));

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(RangeRows))]
    public void A_range_is_answered_from_what_is_stored_as_the_RFC_says(string[] row)
    {
        var answer = RangeSelection.Decide(Wire.Request(row[1]), Wire.Stored(row[2], CachePolicy.Private)).Match(
            _ => "200",
            part => $"206 {Text(part.ContentRange)}",
            parts => $"206 {string.Join(' ', parts.Spans.Select(span => Text(new ContentRange(span, parts.CompleteLength))))}",
            not => $"416 {Text(new ContentRange(null, not.CompleteLength))}",
            _ => "-");
        Assert.Equal(row[3], answer);
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(QueryRows))]
    public void URIs_are_equivalent_as_No_Vary_Search_says(string[] row)
    {
        var fields = row[0].Length == 0 ? HeaderFields.Empty : HeaderFields.Of((NoVarySearch.FieldName, row[0]));
        var (one, other) = (new Uri($"http://example.org/page{row[1]}"), new Uri($"http://example.org/page{row[2]}"));
        Assert.Equal(row[3], NoVarySearch.Of(fields).Equivalent(one, other) ? "yes" : "no");
    }

    private static string Text(ReuseDecision decision) => decision.Match(
        fresh => $"Fresh {Text(fresh.Age, fresh.Lifetime, fresh.NotModified)}",
        allowed => $"StaleAllowed {Text(allowed.Age, allowed.Lifetime, allowed.NotModified)}",
        stale => $"Stale {stale.Reason}{(stale.WhileRevalidating ? " while-revalidating" : "")}",
        miss => $"Miss {miss.Reason}{(miss.Completion is { } rest ? $" [{string.Join("; ", rest.Fields.Select(line => $"{line.Name}: {line.Value}"))}]" : "")}",
        bypass => $"Bypass {bypass.Reason}",
        timeout => $"GatewayTimeout {timeout.Missed}{timeout.Refused}");

    private static string Text(TimeSpan age, FreshnessLifetime lifetime, bool notModified) =>
        $"{age.TotalSeconds}/{lifetime.Value.TotalSeconds} {lifetime.Source}{(notModified ? " 304" : "")}";

    private static string Text(ContentRange range) => range.ToString()["bytes ".Length..];
}
