using Freshet.Program.Cli;

namespace Freshet.Program.Tests.Cli;

public sealed class QuantitiesTests
{
    [Theory(Timeout = 30_000)]
    [InlineData("500ms", 500)]
    [InlineData("2s", 2000)]
    [InlineData("2", 2000)]
    [InlineData("0", 0)]
    [InlineData("1.5 s", 1500)]
    [InlineData("1m", 60_000)]
    [InlineData("1H", 3_600_000)]
    public async Task A_time_has_a_unit_or_is_in_seconds(string text, int milliseconds)
    {
        await Task.Yield();
        Assert.True(Quantities.TryDuration(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("500000", 500_000)]
    [InlineData("64K", 65_536)]
    [InlineData("64kb", 65_536)]
    [InlineData("1.5MiB", 1_572_864)]
    [InlineData("2G", 2L << 30)]
    [InlineData("1T", 1L << 40)]
    public async Task A_size_has_a_unit_or_is_in_bytes(string text, long expected)
    {
        await Task.Yield();
        Assert.True(Quantities.TrySize(text, out var bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("3 parsecs")]
    [InlineData("99999999999999999999999")]
    [InlineData("NaN")]
    public async Task Anything_else_is_refused(string text)
    {
        await Task.Yield();
        Assert.False(Quantities.TryDuration(text, out _));
        Assert.False(Quantities.TrySize(text, out _));
    }
}
