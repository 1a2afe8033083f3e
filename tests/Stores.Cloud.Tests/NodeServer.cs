using System.Net;
using System.Net.Sockets;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Cloud;

/// <summary>A server from npm on a free port of loopback; ends with this process, however that ends.</summary>
public sealed class NodeServer : IAsyncDisposable
{
    private static readonly string Modules = Repository.At("tests", "Stores.Cloud.Tests", "node_modules");
    private static readonly string? Node =
        $"{Environment.GetEnvironmentVariable("PATH")}".Split(':').Select(directory => Path.Combine(directory, "node")).FirstOrDefault(File.Exists);

    private readonly ChildProcess process;

    private NodeServer(ChildProcess process, int port)
    {
        this.process = process;
        Url = new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>Why tests with these servers can't run here; null when they can.</summary>
    public static string? Missing =>
        Node is null ? "node is not installed" : !Directory.Exists(Modules) ? "s3rver and dynalite are not installed (npm ci in tests/Stores.Cloud.Tests)" : null;

    public Uri Url { get; }

    public static async Task<NodeServer> StartAsync(string script, Func<int, string[]> arguments, CancellationToken cancellationToken)
    {
        int port;
        using (TcpListener free = new(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        // s3rver's tokens for the next page need an old cipher.
        ChildProcess process = ChildProcess.Start(
            "/bin/sh", ["-c", "\"$@\" </dev/null & cat >/dev/null; kill -9 $!; wait", "sh", Node!, "--openssl-legacy-provider", Path.Combine(Modules, script), .. arguments(port)]);
        NodeServer server = new(process, port);
        while (true)
        {
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return server;
            }
            catch (SocketException)
            {
                Assert.Equal("", process.Error);
                await Task.Delay(20, cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.EndInput();
        await process.ExitAsync(TimeSpan.FromSeconds(30));
        await process.DisposeAsync();
    }
}
