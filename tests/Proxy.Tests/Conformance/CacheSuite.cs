using System.Text.Json;
using Freshet.Tests.Kit;

namespace Freshet.Proxies.Conformance;

/// <summary>The public test suite for HTTP caches: its origin server, running, and its client.</summary>
internal sealed class CacheSuite : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly ChildProcess _origin;

    private CacheSuite(ChildProcess origin, Uri url) => (_origin, Origin) = (origin, url);

    /// <summary>Why it can't be run here; null when it can.</summary>
    public static string? Missing =>
        Node is null ? "node is not installed"
        : !System.IO.Directory.Exists(Directory) ? "http-cache-tests is not installed (cd tests/conformance && npm ci)"
        : null;

    /// <summary>The origin server that caches stand in front of.</summary>
    public Uri Origin { get; }

    // Another one, such as a clone of the suite's repository, can be measured.
    private static string Directory =>
        Environment.GetEnvironmentVariable("CACHE_TESTS") ?? Repository.At("tests", "conformance", "node_modules", "http-cache-tests");

    private static string? Node { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(directory => Path.Combine(directory, "node")).FirstOrDefault(File.Exists);

    public static async Task<CacheSuite> StartAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string?> environment = new()
        {
            ["npm_config_protocol"] = "http",
            ["npm_config_port"] = "0",
            ["npm_config_pidfile"] = "/dev/null",
        };
        string server = File.Exists(Path.Combine(Directory, "server", "server.mjs")) ? "server/server.mjs" : "test-engine/server/server.mjs";
        ChildProcess origin = ChildProcess.Start(Node!, [server], Directory, environment);
        string line = await origin.LineAsync(said => said.StartsWith("Listening on", StringComparison.Ordinal), cancellationToken);
        return new CacheSuite(origin, new Uri($"http://127.0.0.1:{line.TrimEnd('/').Split(':')[^1]}"));
    }

    /// <summary>Runs the tests for a shared or a private cache.</summary>
    /// <param name="cache">Where the cache listens.</param>
    /// <param name="kind">"shared" or "private".</param>
    /// <param name="ids">The tests to run, all when there are none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<IReadOnlyList<SuiteTest>> RunAsync(
        Uri cache, string kind, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "--no-warnings", Repository.At("tests", "conformance", "run.mjs"), Directory, cache.GetLeftPart(UriPartial.Authority), kind, .. ids,
        ];
        ChildResult result = await ChildProcess.RunAsync(Node!, arguments, TimeSpan.FromMinutes(4), cancellationToken);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonSerializer.Deserialize<SuiteTest[]>(result.Output, Json)!;
    }

    public ValueTask DisposeAsync() => _origin.DisposeAsync();
}
