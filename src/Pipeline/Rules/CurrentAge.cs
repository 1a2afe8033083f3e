namespace Freshet.Rules;

/// <summary>The age of a stored response (RFC 9111 §4.2.3).</summary>
public static class CurrentAge
{
    /// <summary>The estimated time since the response was generated or validated at the origin; never negative.</summary>
    public static TimeSpan Of(in ResponseFacts facts, DateTimeOffset now)
    {
        // §4.2.3: apparent_age = max(0, response_time - date_value), in the whole seconds that Date counts in
        var apparentAge = Max(TimeSpan.Zero, TimeSpan.FromSeconds(facts.ResponseTime.ToUnixTimeSeconds() - facts.DateSeconds));

        // §4.2.3: response_delay = response_time - request_time; corrected_age_value = age_value + response_delay
        var responseDelay = Max(TimeSpan.Zero, TimeSpan.FromTicks(facts.ResponseTicks - facts.RequestTicks));
        var correctedAge = TimeSpan.FromSeconds(facts.Age) + responseDelay;

        // §4.2.3: corrected_initial_age = max(apparent_age, corrected_age_value)
        var initialAge = Max(apparentAge, correctedAge);

        // §4.2.3: resident_time = now - response_time; current_age = corrected_initial_age + resident_time
        var residentTime = Max(TimeSpan.Zero, TimeSpan.FromTicks(now.UtcTicks - facts.ResponseTicks));
        return initialAge + residentTime;
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
