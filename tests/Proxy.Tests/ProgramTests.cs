using Freshet.Tests.Kit;

namespace Freshet.Proxies;

public sealed class ProgramTests
{
    [Fact(Timeout = 60_000)]
    public async Task The_program_serves_until_it_is_told_to_end_and_answers_what_is_under_way()
    {
        await using LoopbackOrigin origin = new();
        TaskCompletionSource go = new();
        origin.Map("/slow", async exchange =>
        {
            await go.Task;
            await exchange.SendAsync(200, "slow", ("Cache-Control", "max-age=60"));
        });
        await using FreshetProxy proxy = await FreshetProxy.StartAsync("--origin", origin.Url.GetLeftPart(UriPartial.Authority));

        Task<RawResponse> asking = RawClient.GetAsync(proxy.Url, "/slow");
        await origin.WhenRequestsAsync(1, TestContext.Current.CancellationToken);
        proxy.Process.Signal(15);
        await proxy.Process.LineAsync(line => line.StartsWith("Stopping", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        go.SetResult();

        Assert.Equal("slow", (await asking).Body);
        ChildResult result = await proxy.Process.ExitAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (result.ExitCode, result.Error.Replace("Stopping: requests under way are answered. Once more stops at once.\n", "", StringComparison.Ordinal)));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_directory_stores_is_there_after_a_new_start()
    {
        using TempDirectory directory = new();
        await using LoopbackOrigin origin = new();
        origin.Map("/a", "hello", ("Cache-Control", "max-age=600"));
        string[] arguments = ["--origin", origin.Url.GetLeftPart(UriPartial.Authority), "--store", directory.At("store"), "--memory", "8M", "--events", "--json"];

        for (int i = 0; i < 2; i++)
        {
            await using FreshetProxy proxy = await FreshetProxy.StartAsync(arguments);
            Assert.Equal("hello", (await RawClient.GetAsync(proxy.Url, "/a")).Body);
            proxy.Process.Interrupt();
            ChildResult result = await proxy.Process.ExitAsync(cancellationToken: TestContext.Current.CancellationToken);
            Assert.Contains(i == 0 ? "{\"event\":\"miss\"" : "{\"event\":\"hit\"", result.Output, StringComparison.Ordinal);
        }

        Assert.Single(origin.Requests);
    }

    [Fact(Timeout = 60_000)]
    public async Task Everything_wrong_with_a_command_line_is_told_at_once()
    {
        ChildResult result = await FreshetProxy.RunAsync("--listen", "nowhere", "--origin", "http://x/path", "--tunnel-ports", "0", "--timeout", "soon");

        Assert.Equal(2, result.ExitCode);
        Assert.All(["--listen is nowhere", "--origin is http://x/path", "--tunnel-ports is 0", "--timeout is soon"], problem => Assert.Contains(problem, result.Error, StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_port_in_use_and_a_store_that_cannot_be_opened_are_named()
    {
        using TempDirectory directory = new();
        await using LoopbackOrigin origin = new();
        string file = directory.Write("file", "x");

        ChildResult port = await FreshetProxy.RunAsync("--listen", origin.Url.Authority);
        ChildResult store = await FreshetProxy.RunAsync("--listen", "127.0.0.1:0", "--store", file);

        Assert.Equal(2, port.ExitCode);
        Assert.Contains($"--listen is {origin.Url.Authority}", port.Error, StringComparison.Ordinal);
        Assert.Equal(3, store.ExitCode);
        Assert.Contains(file, store.Error, StringComparison.Ordinal);
    }
}
