using System.Net;
using System.Net.Sockets;

namespace Freshet.Tests.Kit;

/// <summary>A real memcached on loopback, which can be paused, killed and started again, empty.</summary>
public sealed class MemcachedServer : IAsyncDisposable
{
    private static readonly string Unpacked = Repository.At("artifacts/apt");
    private static readonly string? Executable =
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/bin:{Path.Combine(Unpacked, "usr/bin")}".Split(':')
            .Select(directory => Path.Combine(directory, "memcached")).FirstOrDefault(File.Exists);

    private readonly string[] arguments;
    private ChildProcess process;

    private MemcachedServer(int port, string[] arguments)
    {
        (Port, this.arguments) = (port, arguments);
        process = Launch();
    }

    /// <summary>Why tests with memcached can't run here; null when they can.</summary>
    public static string? Missing => Executable is null ? "memcached is not installed (apt-get install memcached)" : null;

    public int Port { get; }

    public string EndPoint => $"127.0.0.1:{Port}";

    public static async Task<MemcachedServer> StartAsync(CancellationToken cancellationToken = default, params string[] arguments)
    {
        for (int attempt = 1; ; attempt++)
        {
            using TcpListener free = new(IPAddress.Loopback, 0);
            free.Start();
            int port = ((IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            MemcachedServer server = new(port, arguments);
            if (await server.IsUpAsync(cancellationToken))
            {
                return server;
            }

            string error = server.process.Error;
            await server.DisposeAsync();
            if (attempt == 3)
            {
                throw new InvalidOperationException($"memcached does not start: {error}");
            }
        }
    }

    /// <summary>Ends it at once.</summary>
    public async Task KillAsync()
    {
        process.EndInput();
        await process.ExitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Starts it again after <see cref="KillAsync"/>, on the same port and with nothing in it.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken = default)
    {
        await process.DisposeAsync();
        process = Launch();
        if (!await IsUpAsync(cancellationToken))
        {
            throw new InvalidOperationException($"memcached does not start again: {process.Error}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await process.DisposeAsync();
    }

    // The shell's stdin ends when this process ends, however it ends, and then the server ends too.
    private ChildProcess Launch() => ChildProcess.Start(
        "/bin/sh",
        ["-c", "\"$@\" </dev/null & cat >/dev/null; kill -9 $!; wait", "sh", Executable!, "-l", "127.0.0.1", "-p", $"{Port}", "-U", "0", "-u", Environment.UserName, .. arguments],
        environment: new Dictionary<string, string?>
        {
            ["LD_LIBRARY_PATH"] = string.Join(':', Directory.Exists(Unpacked) ? Directory.GetDirectories(Path.Combine(Unpacked, "usr/lib"), "*-linux-gnu") : []),
        });

    private async Task<bool> IsUpAsync(CancellationToken cancellationToken)
    {
        while (process.Error.Length == 0)
        {
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(10, cancellationToken);
            }
        }

        return false;
    }
}
