using Freshet.Tests.Kit;

namespace Freshet.Proxies;

public sealed class CurlTests
{
    private static readonly string? Curl = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(directory => Path.Combine(directory, "curl")).FirstOrDefault(File.Exists);

    [Fact(Timeout = 60_000)]
    public async Task Curl_uses_it_as_its_proxy()
    {
        Assert.SkipWhen(Curl is null, "curl is not installed");
        await using ProxyUnderTest proxy = await ProxyUnderTest.ForwardAsync();
        proxy.Origin.Map("/a", "hello", ("Cache-Control", "max-age=60"));
        string[] cached = ["-sf", "--noproxy", "", "-x", proxy.Url.Authority, proxy.Origin.At("/a").AbsoluteUri];

        ChildResult[] results = [await RunAsync(cached), await RunAsync(cached), await RunAsync(["-p", .. cached])];

        Assert.All(results, result => Assert.Equal((0, "hello"), (result.ExitCode, result.Output.TrimEnd('\n'))));
        Assert.Equal(2, proxy.Origin.Requests.Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task Curl_downloads_what_is_larger_than_is_stored()
    {
        Assert.SkipWhen(Curl is null, "curl is not installed");
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        const long Length = 300L << 20;
        proxy.Origin.Map("/large", async exchange =>
        {
            byte[] block = new byte[1 << 20];
            await exchange.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Length}\r\nCache-Control: max-age=60\r\n\r\n");
            for (long sent = 0; sent < Length; sent += block.Length)
            {
                await exchange.WriteAsync(block);
            }
        });

        ChildResult result = await RunAsync("-sf", "-o", "/dev/null", "-w", "%{size_download}", "--noproxy", "*", new Uri(proxy.Url, "/large").AbsoluteUri);

        Assert.Equal((0, $"{Length}"), (result.ExitCode, result.Output.TrimEnd('\n')));
    }

    private static Task<ChildResult> RunAsync(params IEnumerable<string> arguments) =>
        ChildProcess.RunAsync(Curl!, arguments, TimeSpan.FromSeconds(50), TestContext.Current.CancellationToken);
}
