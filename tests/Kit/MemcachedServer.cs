namespace Freshet.Tests.Kit;

/// <summary>A real memcached, which is empty when it is started again.</summary>
public sealed class MemcachedServer : ServerProcess
{
    private static readonly string? Executable = Find("memcached");

    private readonly string[] arguments;

    private MemcachedServer(int port, string[] arguments) : base(port) => this.arguments = arguments;

    /// <summary>Why tests with memcached can't run here; null when they can.</summary>
    public static string? Missing => Executable is null ? "memcached is not installed (apt-get install memcached)" : null;

    protected override IEnumerable<string> Command => [Executable!, "-l", "127.0.0.1", "-p", $"{Port}", "-U", "0", "-u", Environment.UserName, .. arguments];

    public static Task<MemcachedServer> StartAsync(CancellationToken cancellationToken = default, params string[] arguments) =>
        StartAsync(port => new MemcachedServer(port, arguments), cancellationToken);
}
