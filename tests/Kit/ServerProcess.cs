using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Freshet.Tests.Kit;

/// <summary>A server of another project on a free port of loopback, which can be paused, killed and started again; it ends with this process, however that ends.</summary>
public abstract class ServerProcess : IAsyncDisposable
{
    private static readonly string Unpacked = Repository.At("artifacts/apt");

    private ChildProcess? process;

    protected ServerProcess(int port) => Port = port;

    public int Port { get; }

    public string EndPoint => $"127.0.0.1:{Port}";

    /// <summary>The process of the server itself.</summary>
    public int Id { get; private set; }

    /// <summary>The libraries that <c>./test</c> unpacked, for programs that it unpacked.</summary>
    protected static IReadOnlyDictionary<string, string?> Libraries { get; } = new Dictionary<string, string?>
    {
        ["LD_LIBRARY_PATH"] = string.Join(':', Directory.Exists(Path.Combine(Unpacked, "usr/lib"))
            ? Directory.GetDirectories(Path.Combine(Unpacked, "usr/lib")).Append(Environment.GetEnvironmentVariable("LD_LIBRARY_PATH"))
            : [Environment.GetEnvironmentVariable("LD_LIBRARY_PATH")]),
    };

    protected string Output => process!.Output;

    protected string Error => process!.Error;

    /// <summary>The program and its arguments.</summary>
    protected abstract IEnumerable<string> Command { get; }

    /// <summary>Whether it has said that it will not come up.</summary>
    protected virtual bool HasFailed => Error.Length > 0;

    /// <summary>SIGSTOP: it keeps its connections and answers nobody.</summary>
    public void Pause() => ChildProcess.Signal(Id, 19);

    /// <summary>SIGCONT.</summary>
    public void Resume() => ChildProcess.Signal(Id, 18);

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process!.EndInput();
        await process.ExitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Starts it again after <see cref="KillAsync"/>, on the same port.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken = default)
    {
        await process!.DisposeAsync();
        if (!await TryStartAsync(cancellationToken))
        {
            throw new InvalidOperationException($"{Command.First()} does not start again: {Output}{Error}");
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        await KillAsync();
        await process!.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A program on the path or among what <c>./test</c> unpacked; null when it is not there.</summary>
    protected static string? Find(string name) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/local/bin:/usr/bin:{Unpacked}/usr/bin".Split(':').Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);

    /// <summary>Starts one on a free port; thrice at most, as another may take the port.</summary>
    protected static async Task<T> StartAsync<T>(Func<int, T> make, CancellationToken cancellationToken) where T : ServerProcess
    {
        for (int attempt = 1; ; attempt++)
        {
            T server = make(FreePort());
            if (await server.TryStartAsync(cancellationToken))
            {
                return server;
            }

            string said = server.Output + server.Error;
            await server.DisposeAsync();
            if (attempt == 3)
            {
                throw new InvalidOperationException($"{server.Command.First()} does not start: {said}");
            }
        }
    }

    /// <summary>Whether it answers, once it takes connections.</summary>
    protected virtual ValueTask<bool> AnswersAsync(NetworkStream stream, CancellationToken cancellationToken) => new(true);

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // The shell's stdin ends when this process ends, however it ends, and then the server ends too, paused or not.
    private async Task<bool> TryStartAsync(CancellationToken cancellationToken)
    {
        process = ChildProcess.Start("/bin/sh", ["-c", "\"$@\" </dev/null & echo \"pid=$!\"; cat >/dev/null; kill -9 $!; wait", "sh", .. Command], environment: Libraries);
        string line = await process.LineAsync(l => l.StartsWith("pid=", StringComparison.Ordinal), cancellationToken);
        Id = int.Parse(line[4..], CultureInfo.InvariantCulture);
        while (!HasFailed)
        {
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
                if (await AnswersAsync(client.GetStream(), cancellationToken))
                {
                    return true;
                }
            }
            catch (Exception e) when (e is SocketException or IOException && !cancellationToken.IsCancellationRequested)
            {
            }

            await Task.Delay(10, cancellationToken);
        }

        return false;
    }
}
