using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A store in a bucket of S3, or of a server that speaks its protocol: an object a record.</summary>
/// <remarks>
/// The expiry is in the object: expired objects are removed when they are read, by <see cref="CompactAsync"/>, and otherwise by a lifecycle rule of the bucket. A listing looks into each object.
/// S3 does not say whether a removal found something, so of two processes that remove a record at the same moment both may be told they did.
/// </remarks>
public sealed partial class S3Store : ICacheStore, IObservableStore, ICompactable
{
    private readonly S3StoreOptions _options;
    private readonly IAmazonS3 _client;
    private readonly bool _ownsClient;
    private readonly ObjectNames _names;
    private readonly StoreObservers _observers = new();
    private readonly SemaphoreSlim[] _removing = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];
    private int _disposed;

    /// <summary>Makes the store, with the credentials of the environment.</summary>
    /// <exception cref="OptionsException">An option can't work.</exception>
    public S3Store(S3StoreOptions options) : this(options, null)
    {
    }

    /// <summary>Makes the store with a client of one's own, which it does not dispose.</summary>
    /// <param name="options">The options; those of the connection are the client's.</param>
    /// <param name="client">The client, or null to make one.</param>
    /// <exception cref="OptionsException">An option can't work.</exception>
    public S3Store(S3StoreOptions options, IAmazonS3? client)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
        _names = new ObjectNames(options.KeyPrefix);
        _ownsClient = client is null;
        _client = client ?? Connect(options);
    }

    /// <inheritdoc/>
    public IDisposable Observe(IStoreObserver observer) => _observers.Add(observer);

    /// <inheritdoc/>
    public async ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        (byte[] Bytes, int Length, string? Problem)? found = await RunAsync("read", key, c => ReadAsync(_names.Of(key), c), cancellationToken).ConfigureAwait(false);
        if (found is not { } record)
        {
            return null;
        }

        RecordEnvelope envelope = default;
        string? problem = record.Problem ?? RecordEnvelope.Check(record.Bytes.AsSpan(0, record.Length), key, out envelope);
        if (problem is null && !envelope.ExpiredAt(Now))
        {
            return StoreRecord.Rented(record.Bytes, envelope.Start..envelope.Length, envelope.Expires, _options.Name);
        }

        if (record.Bytes.Length > 0)
        {
            StoreBuffers.Return(record.Bytes);
        }

        if (problem is not null)
        {
            _observers.Corrupt(key, _options.Name, problem);
        }
        else
        {
            await RemoveAsync(key, cancellationToken).ConfigureAwait(false);
            _observers.Expired(key, _options.Name);
        }

        return null;
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckValue(value);
        Check(key, cancellationToken);
        if (expires <= Now)
        {
            await RemoveAsync(key, cancellationToken).ConfigureAwait(false);
            return;
        }

        byte[] bytes = RecordEnvelope.ToArray(key, value.Span, expires);
        await RunAsync(
            "written",
            key,
            async _ =>
            {
                // Not given up in the middle: a server might keep the half of it.
                using var body = new MemoryStream(bytes, writable: false);
                await _client.PutObjectAsync(
                    new PutObjectRequest { BucketName = _options.Bucket, Key = _names.Of(key), InputStream = body, UseChunkEncoding = false, AutoCloseStream = false },
                    CancellationToken.None)
                    .ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        SemaphoreSlim turn = _removing[(uint)key.GetHashCode(StringComparison.Ordinal) % _removing.Length];
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            string name = _names.Of(key);
            return await RunAsync(
                "removed",
                key,
                async c =>
                {
                    if (await HeadOfAsync(name, c).ConfigureAwait(false) is not { } head)
                    {
                        return false;
                    }

                    await _client.DeleteObjectAsync(_options.Bucket, name, c).ConfigureAwait(false);
                    return head.Key == key && !head.Envelope.ExpiredAt(Now);
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0 && _ownsClient)
        {
            _client.Dispose();
        }

        return default;
    }

    private DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    private static AmazonS3Client Connect(S3StoreOptions options)
    {
        // Servers other than Amazon's know nothing of the checksums that the client adds of its own accord.
        var config = new AmazonS3Config
        {
            Timeout = options.Timeout,
            MaxErrorRetry = 3,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.ForcePathStyle = true;
            config.AuthenticationRegion = options.Region ?? "us-east-1";
        }

        try
        {
            return new AmazonS3Client(config);
        }
        catch (AmazonClientException e)
        {
            throw new OptionsException(nameof(S3StoreOptions), [$"{nameof(S3StoreOptions.Region)} is missing, here and in the environment: {e.Message}."]);
        }
    }

    private void Check(string key, CancellationToken cancellationToken)
    {
        StoreLimits.CheckKey(key);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
