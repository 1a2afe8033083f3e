namespace Freshet.Http;

public sealed class HttpDateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    [Theory(Timeout = 30_000)]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06 08:49:37")]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06 08:49:37")]
    [InlineData("Sun Nov  6 08:49:37 1994", "1994-11-06 08:49:37")]
    [InlineData("Wed Nov 16 08:49:37 1994", "1994-11-16 08:49:37")]
    [InlineData(" sun, 06 nov 1994 08:49:37 gmt ", "1994-11-06 08:49:37")]
    [InlineData("Mon, 06 Nov 1994 08:49:37 GMT", "1994-11-06 08:49:37")]
    [InlineData("Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31 23:59:59")]
    [InlineData("Thu, 29 Feb 2024 00:00:00 GMT", "2024-02-29 00:00:00")]
    [InlineData("Fri, 20-Nov-76 00:00:00 GMT", null)]
    [InlineData("Friday, 20-Nov-76 00:00:00 GMT", "2076-11-20 00:00:00")]
    [InlineData("Saturday, 20-Nov-76 00:00:01 GMT", "1976-11-20 00:00:01")]
    [InlineData("Tuesday, 29-Feb-00 00:00:00 GMT", "2000-02-29 00:00:00")]
    [InlineData("Thu, 29 Feb 2023 00:00:00 GMT", null)]
    [InlineData("Sun, 06 Nov 1994 08:49:37 UTC", null)]
    [InlineData("Sun, 06 Nov 1994 08:49:37 +0000", null)]
    [InlineData("Sun, 06 Nov 1994 08:49:37", null)]
    [InlineData("Sun, 6 Nov 1994 08:49:37 GMT", null)]
    [InlineData("Sun, 06 Nov 1994 24:49:37 GMT", null)]
    [InlineData("Sun, 06 Foo 1994 08:49:37 GMT", null)]
    [InlineData("Sun, 06 Nov 0000 08:49:37 GMT", null)]
    [InlineData("Foo, 06 Nov 1994 08:49:37 GMT", null)]
    [InlineData("Sun, 06-Nov-1994 08:49:37 GMT", null)]
    [InlineData("1994-11-06T08:49:37.000Z", null)]
    [InlineData("784111777", null)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("", null)]
    public void A_date_is_read_in_the_three_formats_only(string text, string? time) =>
        Assert.Equal(time, HttpDate.Parse(text, Now)?.ToString("yyyy-MM-dd HH:mm:ss", null));

    [Fact(Timeout = 30_000)]
    public void Formatted_dates_are_read_back() => Assert.Equal(Now, HttpDate.Parse(HttpDate.Format(Now.ToOffset(TimeSpan.FromHours(2))), Now));

    [Fact(Timeout = 30_000)]
    public void Two_digit_years_work_at_the_ends_of_time()
    {
        Assert.Equal(1, HttpDate.Parse("Monday, 01-Jan-01 00:00:00 GMT", DateTimeOffset.MinValue)?.Year);
        Assert.Equal(9999, HttpDate.Parse("Friday, 31-Dec-99 00:00:00 GMT", DateTimeOffset.MaxValue)?.Year);
    }
}
