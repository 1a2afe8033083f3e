namespace Freshet.Rules;

public sealed class StaleResponsesTable
{
    // section, cache, request, stored, seconds since received, on a lost connection, on a 503
    public static TheoryData<string, string, string, string, int, StalePermission, StalePermission> Rows => new()
    {
        { "§4.2.4", "private", "GET", "Cache-Control: max-age=60", 70, StalePermission.Allowed, StalePermission.NotPermitted },
        { "§4.2.4", "private", "GET", "Cache-Control: max-age=60", 86_461, StalePermission.StaleForTooLong, StalePermission.NotPermitted },
        { "§5.2.2.2", "private", "GET", "Cache-Control: max-age=60, must-revalidate, stale-if-error=60", 70, StalePermission.MustRevalidate, StalePermission.MustRevalidate },
        { "§5.2.2.4", "private", "GET", "Cache-Control: max-age=60, no-cache, stale-if-error=60", 70, StalePermission.NoCache, StalePermission.NoCache },
        { "§5.2.2.8", "shared", "GET", "Cache-Control: max-age=60, proxy-revalidate", 70, StalePermission.ProxyRevalidate, StalePermission.ProxyRevalidate },
        { "§5.2.2.8", "private", "GET", "Cache-Control: max-age=60, proxy-revalidate", 70, StalePermission.Allowed, StalePermission.NotPermitted },
        { "§5.2.2.10", "shared", "GET", "Cache-Control: s-maxage=60", 70, StalePermission.SMaxAge, StalePermission.SMaxAge },
        { "RFC 5861 §4", "private", "GET", "Cache-Control: max-age=60, stale-if-error=10", 70, StalePermission.Allowed, StalePermission.Allowed },
        { "RFC 5861 §4", "private", "GET", "Cache-Control: max-age=60, stale-if-error=10", 71, StalePermission.StaleForTooLong, StalePermission.StaleForTooLong },
        { "RFC 5861 §4", "private", "GET", "Cache-Control: max-age=60, stale-if-error=0", 71, StalePermission.NotPermitted, StalePermission.NotPermitted },
        { "RFC 5861 §4", "private", "Cache-Control: stale-if-error=20", "Cache-Control: max-age=60", 80, StalePermission.Allowed, StalePermission.Allowed },
        { "RFC 5861 §4", "private", "Cache-Control: stale-if-error=5", "Cache-Control: max-age=60, stale-if-error=20", 70, StalePermission.StaleForTooLong, StalePermission.StaleForTooLong },
    };

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Rows))]
    public void A_stale_response_stands_in_for_an_error_when_it_may(
        string section, string cache, string request, string stored, int seconds, StalePermission disconnected, StalePermission serverError)
    {
        var policy = Wire.Policy(cache);
        var facts = Wire.Stored($"200 | {stored}", policy).Facts;
        var now = Wire.T0.AddSeconds(seconds);
        Assert.Equal(
            (section, disconnected, serverError),
            (section, StaleResponses.OnError(facts, Wire.Request(request), OriginFailure.Disconnected, policy, now),
                StaleResponses.OnError(facts, Wire.Request(request), OriginFailure.ServerError, policy, now)));
    }
}
