namespace Freshet.Rules;

public sealed class CurrentAgeTests
{
    // Seconds relative to T0, at which the response was received.
    [Theory(Timeout = 30_000)]
    [InlineData("200", 0, 0, 0)]
    [InlineData("200", -4, 0, 4)]
    [InlineData("200 | Age: 10", -4, 3, 17)]
    [InlineData("200 | Date: @-10", -4, 0, 10)]
    [InlineData("200 | Date: @-2", -4, 0, 4)]
    [InlineData("200 | Date: @-10 | Age: 8", -4, 0, 12)]
    [InlineData("200 | Age: 10", 4, 0, 10)]
    [InlineData("200 | Age: 10", 0, -5, 10)]
    public void Age_counts_the_delay_of_the_response_and_the_time_since(string response, int sent, int now, int age)
    {
        var facts = ResponseFacts.Of(Wire.Response(response), CachePolicy.Private, Wire.T0.AddSeconds(sent), Wire.T0);
        Assert.Equal(TimeSpan.FromSeconds(age), CurrentAge.Of(facts, Wire.T0.AddSeconds(now)));
    }

    [Fact(Timeout = 30_000)]
    public void The_part_of_a_second_that_Date_lacks_is_no_age()
    {
        var received = Wire.T0.AddMilliseconds(900);
        Assert.Equal(TimeSpan.Zero, CurrentAge.Of(ResponseFacts.Of(Wire.Response("200 | Date: @0"), CachePolicy.Private, received, received), received));
    }
}
