using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.S3;
using Freshet.Tests.Kit;

[assembly: AssemblyFixture(typeof(Freshet.Stores.Tests.Cloud.CloudFixture))]

namespace Freshet.Stores.Tests.Cloud;

/// <summary>A server that speaks S3 and one that speaks DynamoDB; each test has a prefix or a table of its own.</summary>
public sealed class CloudFixture : IAsyncLifetime
{
    public const string Bucket = "tests";

    private readonly TempDirectory _directory = new();
    private NodeServer? _s3;
    private NodeServer? _dynamo;
    private AmazonS3Client? _s3Client;
    private AmazonDynamoDBClient? _dynamoClient;

    public IAmazonS3 S3 => _s3Client ?? throw new InvalidOperationException(NodeServer.Missing);

    public IAmazonDynamoDB DynamoDb => _dynamoClient ?? throw new InvalidOperationException(NodeServer.Missing);

    public async ValueTask InitializeAsync()
    {
        if (NodeServer.Missing is not null)
        {
            return;
        }

        CancellationToken cancel = TestContext.Current.CancellationToken;
        _s3 = await NodeServer.StartS3Async(_directory.Path, Bucket, cancel);
        _dynamo = await NodeServer.StartDynamoDbAsync(cancel);
        _s3Client = new AmazonS3Client(new BasicAWSCredentials("S3RVER", "S3RVER"), new AmazonS3Config
        {
            ServiceURL = _s3.Url.AbsoluteUri,
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
        _dynamoClient = new AmazonDynamoDBClient(
            new BasicAWSCredentials("key", "secret"), new AmazonDynamoDBConfig { ServiceURL = _dynamo.Url.AbsoluteUri, AuthenticationRegion = "us-east-1" });
    }

    public async ValueTask DisposeAsync()
    {
        _s3Client?.Dispose();
        _dynamoClient?.Dispose();
        await (_s3?.DisposeAsync() ?? default);
        await (_dynamo?.DisposeAsync() ?? default);
        _directory.Dispose();
    }

    public static void SkipIfMissing() => Assert.SkipWhen(NodeServer.Missing is not null, NodeServer.Missing ?? "");
}
