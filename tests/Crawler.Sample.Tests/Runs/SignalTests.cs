using Freshet.Tests.Kit;

namespace Freshet.Program.Tests.Runs;

public sealed class SignalTests
{
    private const int InFlight = 4;

    [Theory(Timeout = 60_000)]
    [InlineData(2, 130)]
    [InlineData(15, 143)]
    public async Task The_first_signal_finishes_what_is_in_flight_and_saves_it(int signal, int exitCode)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var gate = new TaskCompletionSource();
        await using var origin = SmallSite.Start(_ => gate.Task);
        using var store = new TempDirectory();
        await using var program = Start(origin, store);
        await origin.WhenRequestsAsync(1 + InFlight, cancellation);

        program.Signal(signal);
        await program.LineAsync(line => line.StartsWith("Stopping", StringComparison.Ordinal), cancellation);
        gate.SetResult();
        var report = CrawlReport.Of(await program.ExitAsync(cancellationToken: cancellation));
        Assert.Equal(exitCode, report.Result.ExitCode);
        Assert.True(report.Summary.GetProperty("interrupted").GetBoolean());
        var pages = report["pages"];
        Assert.InRange(pages, 1 + InFlight, SmallSite.Pages - 1);
        Assert.Equal((0, SmallSite.Pages - pages), (report["failed"], report["queued"]));
        Assert.Equal(pages, origin.Requests.Count);

        origin.ForgetRequests();
        var again = await FreshetProgram.CrawlAsync(origin.Url, "--store", store.Path);
        Assert.Equal((SmallSite.Pages, pages), (again["pages"], again["hits"]));
        Assert.Equal(SmallSite.Pages - pages, origin.Requests.Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_second_signal_stops_at_once()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var origin = SmallSite.Start(_ => Task.Delay(Timeout.Infinite, cancellation));
        using var store = new TempDirectory();
        await using var program = Start(origin, store);
        await origin.WhenRequestsAsync(1 + InFlight, cancellation);

        program.Interrupt();
        await program.LineAsync(line => line.StartsWith("Stopping", StringComparison.Ordinal), cancellation);
        program.Interrupt();
        var result = await program.ExitAsync(TimeSpan.FromSeconds(20), cancellation);
        Assert.Equal(130, result.ExitCode);
    }

    private static ChildProcess Start(LoopbackOrigin origin, TempDirectory store)
    {
        var program = FreshetProgram.Start(
            "crawl", origin.Url.AbsoluteUri, "--store", store.Path, "--json", "--concurrency", $"{InFlight}", "--timeout", "50s");
        program.EndInput();
        return program;
    }
}
