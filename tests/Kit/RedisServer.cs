using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Freshet.Tests.Kit;

/// <summary>A real redis-server on loopback, which can be paused, killed and started again with what it had.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly string Unpacked = Repository.At("artifacts/apt");
    private static readonly string? Executable = Find("redis-server");

    private readonly TempDirectory directory;
    private readonly string[] arguments;
    private readonly string[] last;
    private ChildProcess process;

    private RedisServer(TempDirectory directory, int port, string[] arguments, string[] last)
    {
        (this.directory, Port, this.arguments, this.last) = (directory, port, arguments, last);
        process = Launch();
    }

    /// <summary>Why tests with redis can't run here; null when they can.</summary>
    public static string? Missing => Executable is null ? "redis-server is not installed (apt-get install redis-server)" : null;

    public int Port { get; }

    public string EndPoint => $"127.0.0.1:{Port}";

    /// <summary>The process of the server itself.</summary>
    public int Id { get; private set; }

    /// <summary>Starts one on a free port; what it is told to keep survives <see cref="KillAsync"/>.</summary>
    /// <param name="arguments">More arguments, for example <c>--requirepass secret</c> or <c>--tls-port {port}</c>.</param>
    /// <param name="keeps">Whether it writes a log of its data, each change before it answers, as far as the page cache.</param>
    /// <param name="sentinel">The configuration of a Sentinel, which it is then.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<RedisServer> StartAsync(
        string arguments = "", bool keeps = false, string? sentinel = null, CancellationToken cancellationToken = default)
    {
        for (int attempt = 1; ; attempt++)
        {
            int port = FreePort();
            TempDirectory directory = new();
            RedisServer server = new(
                directory, port,
                sentinel is null
                    ? ["--save", "", "--appendonly", keeps ? "yes" : "no", "--appendfsync", "no", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]
                    : [directory.Write("sentinel.conf", sentinel)],
                sentinel is null ? [] : ["--sentinel"]);
            if (await server.IsUpAsync(cancellationToken))
            {
                return server;
            }

            string said = server.process.Output + server.process.Error;
            await server.DisposeAsync();
            if (attempt == 3)
            {
                throw new InvalidOperationException($"redis-server does not start: {said}");
            }
        }
    }

    /// <summary>Runs redis-cli against it.</summary>
    public Task<ChildResult> CommandAsync(params string[] command) => CliAsync(["-p", $"{Port}", .. command]);

    public static async Task<ChildResult> CliAsync(params string[] command)
    {
        await using ChildProcess child = ChildProcess.Start(Find("redis-cli")!, command, environment: Libraries());
        child.EndInput();
        return await child.ExitAsync();
    }

    /// <summary>SIGSTOP: it keeps its connections and answers nobody.</summary>
    public void Pause() => ChildProcess.Signal(Id, 19);

    /// <summary>SIGCONT.</summary>
    public void Resume() => ChildProcess.Signal(Id, 18);

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process.EndInput();
        await process.ExitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Starts it again after <see cref="KillAsync"/>, on the same port.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken = default)
    {
        await process.DisposeAsync();
        process = Launch();
        if (!await IsUpAsync(cancellationToken))
        {
            throw new InvalidOperationException($"redis-server does not start again: {process.Output}{process.Error}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await process.DisposeAsync();
        directory.Dispose();
    }

    // The shell's stdin ends when this process ends, however it ends, and then the server ends too, paused or not.
    private ChildProcess Launch() => ChildProcess.Start(
        "/bin/sh",
        ["-c", "\"$@\" </dev/null & echo \"pid=$!\"; cat >/dev/null; kill -9 $!; wait", "sh", Executable!, .. arguments.Select(a => a.Replace("{port}", $"{Port}", StringComparison.Ordinal)), "--port", arguments.Contains("--tls-port") ? "0" : $"{Port}", "--dir", directory.Path, "--bind", "127.0.0.1", .. last],
        environment: Libraries());

    private async Task<bool> IsUpAsync(CancellationToken cancellationToken)
    {
        string line = await process.LineAsync(l => l.StartsWith("pid=", StringComparison.Ordinal), cancellationToken);
        Id = int.Parse(line[4..], CultureInfo.InvariantCulture);
        while (!process.Output.Contains("Could not create server TCP", StringComparison.Ordinal)
            && !process.Output.Contains("FATAL", StringComparison.Ordinal) && !process.Error.Contains("FATAL", StringComparison.Ordinal))
        {
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
                client.GetStream().Write("PING\r\n"u8);
                byte[] answer = new byte[256];
                int read = await client.GetStream().ReadAsync(answer, cancellationToken);
                string text = Encoding.ASCII.GetString(answer, 0, read);

                // A server with a password says NOAUTH, one that reads its log LOADING, and one that wants TLS nothing.
                if (!text.StartsWith("-LOADING", StringComparison.Ordinal))
                {
                    return true;
                }
            }
            catch (SocketException) when (!cancellationToken.IsCancellationRequested)
            {
            }
            catch (IOException) when (!cancellationToken.IsCancellationRequested)
            {
                return true;
            }

            await Task.Delay(10, cancellationToken);
        }

        return false;
    }

    private static Dictionary<string, string?> Libraries() => new()
    {
        ["LD_LIBRARY_PATH"] = Directory.Exists(Path.Combine(Unpacked, "usr/lib"))
            ? string.Join(':', Directory.GetDirectories(Path.Combine(Unpacked, "usr/lib")).Append(Environment.GetEnvironmentVariable("LD_LIBRARY_PATH")))
            : Environment.GetEnvironmentVariable("LD_LIBRARY_PATH"),
    };

    private static string? Find(string name) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/local/bin:{Unpacked}/usr/bin".Split(':')
            .Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
