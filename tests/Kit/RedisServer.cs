using System.Net.Sockets;
using System.Text;

namespace Freshet.Tests.Kit;

/// <summary>A real redis-server, started again with what it had.</summary>
public sealed class RedisServer : ServerProcess
{
    private static readonly string? Executable = Find("redis-server");

    private readonly TempDirectory directory;
    private readonly string[] arguments;
    private readonly string[] last;

    private RedisServer(TempDirectory directory, int port, string[] arguments, string[] last) : base(port) =>
        (this.directory, this.arguments, this.last) = (directory, arguments, last);

    /// <summary>Why tests with redis can't run here; null when they can.</summary>
    public static string? Missing => Executable is null ? "redis-server is not installed (apt-get install redis-server)" : null;

    protected override IEnumerable<string> Command =>
    [
        Executable!, .. arguments.Select(a => a.Replace("{port}", $"{Port}", StringComparison.Ordinal)), "--port", arguments.Contains("--tls-port") ? "0" : $"{Port}",
        "--dir", directory.Path, "--bind", "127.0.0.1", .. last,
    ];

    protected override bool HasFailed => Output.Contains("Could not create server TCP", StringComparison.Ordinal) || (Output + Error).Contains("FATAL", StringComparison.Ordinal);

    /// <summary>Starts one on a free port; what it is told to keep survives <see cref="ServerProcess.KillAsync"/>.</summary>
    /// <param name="arguments">More arguments, for example <c>--requirepass secret</c> or <c>--tls-port {port}</c>.</param>
    /// <param name="keeps">Whether it writes a log of its data, each change before it answers, as far as the page cache.</param>
    /// <param name="sentinel">The configuration of a Sentinel, which it is then.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<RedisServer> StartAsync(
        string arguments = "", bool keeps = false, string? sentinel = null, CancellationToken cancellationToken = default) => StartAsync(
        port =>
        {
            TempDirectory directory = new();
            return new RedisServer(
                directory, port,
                sentinel is null
                    ? ["--save", "", "--appendonly", keeps ? "yes" : "no", "--appendfsync", "no", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]
                    : [directory.Write("sentinel.conf", sentinel)],
                sentinel is null ? [] : ["--sentinel"]);
        },
        cancellationToken);

    /// <summary>Runs redis-cli against it.</summary>
    public Task<ChildResult> CommandAsync(params string[] command) => CliAsync(["-p", $"{Port}", .. command]);

    public static async Task<ChildResult> CliAsync(params string[] command)
    {
        await using ChildProcess child = ChildProcess.Start(Find("redis-cli")!, command, environment: Libraries);
        child.EndInput();
        return await child.ExitAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        directory.Dispose();
    }

    // A server with a password says NOAUTH, one that reads its log LOADING, and one that wants TLS nothing.
    protected override async ValueTask<bool> AnswersAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        try
        {
            stream.Write("PING\r\n"u8);
            byte[] answer = new byte[256];
            return !Encoding.ASCII.GetString(answer, 0, await stream.ReadAsync(answer, cancellationToken)).StartsWith("-LOADING", StringComparison.Ordinal);
        }
        catch (IOException) when (!cancellationToken.IsCancellationRequested)
        {
            return true;
        }
    }
}
