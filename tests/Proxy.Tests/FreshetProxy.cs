using Freshet.Tests.Kit;

namespace Freshet.Proxies;

/// <summary><c>freshet proxy</c> as its users run it, on a free port.</summary>
internal sealed class FreshetProxy : IAsyncDisposable
{
    private const string FirstLine = "listening on ";
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "freshet.exe" : "freshet");

    private FreshetProxy(ChildProcess process, Uri url) => (Process, Url) = (process, url);

    public ChildProcess Process { get; }

    public Uri Url { get; }

    public static Task<ChildResult> RunAsync(params string[] arguments) =>
        ChildProcess.RunAsync(Program, ["proxy", .. arguments], TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public static async Task<FreshetProxy> StartAsync(params string[] arguments)
    {
        ChildProcess process = ChildProcess.Start(Program, ["proxy", "--listen", "127.0.0.1:0", .. arguments]);
        string line = await process.LineAsync(said => said.StartsWith(FirstLine, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        return new FreshetProxy(process, new Uri(line[FirstLine.Length..]));
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
