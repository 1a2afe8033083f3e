using System.Net;
using System.Net.Sockets;

namespace Freshet.Program.Tests.Runs;

public sealed class DemoTests
{
    [Fact(Timeout = 120_000)]
    public async Task The_demo_shows_misses_then_hits_then_revalidations()
    {
        var result = await FreshetProgram.RunAsync("demo");
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.DoesNotContain("NOT", result.Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
        Assert.Matches(@"\n  misses +\d+ +\d+ +\d+  fetched\n", result.Output);
        Assert.Contains("What to look at next", result.Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_port_in_use_is_told()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var result = await FreshetProgram.RunAsync("demo", "--port", $"{port}");
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"freshet: --port is {port}; that port can't be used", result.Error, StringComparison.Ordinal);
    }
}
