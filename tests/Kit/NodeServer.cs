namespace Freshet.Tests.Kit;

/// <summary>A server from npm: one that speaks S3, or one that speaks DynamoDB.</summary>
public sealed class NodeServer : ServerProcess
{
    private static readonly string Modules = Repository.At("tests", "Stores.Cloud.Tests", "node_modules");
    private static readonly string? Node = Find("node");

    private readonly string script;
    private readonly Func<int, string[]> arguments;

    private NodeServer(int port, string script, Func<int, string[]> arguments) : base(port) => (this.script, this.arguments) = (script, arguments);

    /// <summary>Why tests with these servers can't run here; null when they can.</summary>
    public static string? Missing =>
        Node is null ? "node is not installed" : !Directory.Exists(Modules) ? "s3rver and dynalite are not installed (npm ci in tests/Stores.Cloud.Tests)" : null;

    public Uri Url => new($"http://{EndPoint}");

    // s3rver's tokens for the next page need an old cipher.
    protected override IEnumerable<string> Command => [Node!, "--openssl-legacy-provider", Path.Combine(Modules, script), .. arguments(Port)];

    /// <summary>A server of S3 with one bucket; the key and the secret are <c>S3RVER</c>.</summary>
    public static Task<NodeServer> StartS3Async(string directory, string bucket, CancellationToken cancellationToken = default) => StartAsync(
        port => new NodeServer(port, "s3rver/bin/s3rver.js", p => ["-d", directory, "-a", "127.0.0.1", "-p", $"{p}", "--silent", "--configure-bucket", bucket]), cancellationToken);

    /// <summary>A server of DynamoDB without tables; any key and secret will do.</summary>
    public static Task<NodeServer> StartDynamoDbAsync(CancellationToken cancellationToken = default) => StartAsync(
        port => new NodeServer(port, "dynalite/cli.js", p => ["--port", $"{p}", "--createTableMs", "0", "--deleteTableMs", "0"]), cancellationToken);
}
