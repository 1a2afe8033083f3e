using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Freshet.Storage;

namespace Freshet.Stores;

public sealed partial class S3Store
{
    private const int Attempts = 20;
    private const int PageSize = 250;
    private const int HeadBytes = RecordEnvelope.Size + StoreLimits.MaxKeyBytes;

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoreEntry> ScanAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await foreach ((S3Object _, string? key, RecordEnvelope envelope) in HeadsAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (key?.StartsWith(prefix, StringComparison.Ordinal) == true && !envelope.ExpiredAt(Now))
            {
                yield return new StoreEntry(key, envelope.ValueLength, envelope.Expires);
            }
        }
    }

    /// <summary>Looks into every object and removes those that are expired.</summary>
    /// <returns>How many bytes they had.</returns>
    /// <exception cref="StoreException">The server failed.</exception>
    public async ValueTask<long> CompactAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        long freed = 0;
        await foreach ((S3Object found, string? key, RecordEnvelope envelope) in HeadsAsync("", cancellationToken).ConfigureAwait(false))
        {
            if (key is not null && envelope.ExpiredAt(Now))
            {
                await RunAsync("removed", key, c => _client.DeleteObjectAsync(_options.Bucket, found.Key, c), cancellationToken).ConfigureAwait(false);
                _observers.Expired(key, _options.Name);
                freed += found.Size ?? 0;
            }
        }

        return freed;
    }

    /// <summary>Removes the records whose keys begin with a prefix.</summary>
    /// <returns>How many objects there were, expired ones that nobody read among them.</returns>
    public async ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        long removed = 0;

        // A prefix that was cut also begins the names of other keys.
        bool exact = _names.OfPrefix(prefix).Length < 900;
        List<string> names = [];
        await foreach (List<S3Object> page in PagesAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            names.AddRange(page.Select(o => o.Key));
        }

        foreach (string[] some in names.Chunk(1000))
        {
            List<KeyVersion> going = [];
            foreach (string name in some)
            {
                if (exact || (await RunAsync("cleared", name, c => HeadOfAsync(name, c), cancellationToken).ConfigureAwait(false))?.Key?.StartsWith(prefix, StringComparison.Ordinal) == true)
                {
                    going.Add(new KeyVersion { Key = name });
                }
            }

            if (going.Count > 0)
            {
                await RunAsync(
                    "cleared", prefix, c => _client.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = _options.Bucket, Objects = going, Quiet = true }, c), cancellationToken)
                    .ConfigureAwait(false);
                removed += going.Count;
            }
        }

        return removed;
    }

    // With no key where an object is none of ours.
    private async IAsyncEnumerable<(S3Object Found, string? Key, RecordEnvelope Envelope)> HeadsAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (List<S3Object> page in PagesAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            foreach (S3Object[] some in page.Chunk(_options.ScanConcurrency))
            {
                (string Key, RecordEnvelope Envelope)?[] heads = await Task.WhenAll(
                    some.Select(o => RunAsync("listed", o.Key, c => HeadOfAsync(o.Key, c), cancellationToken))).ConfigureAwait(false);
                for (int i = 0; i < some.Length; i++)
                {
                    if (heads[i] is { } head)
                    {
                        yield return (some[i], head.Key, head.Envelope);
                    }
                }
            }
        }
    }

    private async IAsyncEnumerable<List<S3Object>> PagesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = _options.Bucket, Prefix = _names.OfPrefix(prefix), MaxKeys = PageSize };
        while (true)
        {
            ListObjectsV2Response page = await RunAsync("listed", prefix, c => _client.ListObjectsV2Async(request, c), cancellationToken).ConfigureAwait(false);
            if (page.S3Objects is { Count: > 0 } objects)
            {
                yield return objects;
            }

            if (page.IsTruncated != true)
            {
                yield break;
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    private async Task<(byte[] Bytes, int Length, string? Problem)?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await UntilWholeAsync(c => ReadOnceAsync(name, c), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonClientException e)
        {
            return ([], 0, e.Message);
        }
    }

    // Some servers let a read see a write in the middle: the body is not that of the digest, or of the length, that came with it.
    private static async Task<T> UntilWholeAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await read(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (attempt < Attempts && e is ArgumentException or AmazonClientException or HttpIOException && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(attempt), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<(byte[] Bytes, int Length, string? Problem)?> ReadOnceAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            using GetObjectResponse response = await _client.GetObjectAsync(_options.Bucket, name, cancellationToken).ConfigureAwait(false);
            int length = (int)Math.Min(response.ContentLength, RecordEnvelope.MaxBytes);
            byte[] bytes = StoreBuffers.Rent(length);
            int read = await response.ResponseStream.ReadAtLeastAsync(bytes.AsMemory(0, length), length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return (bytes, read, null);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
    }

    /// <summary>Key and header of an object, with no key when it is none of ours; null when there is no object.</summary>
    private Task<(string Key, RecordEnvelope Envelope)?> HeadOfAsync(string name, CancellationToken cancellationToken) =>
        UntilWholeAsync(c => HeadOnceAsync(name, c), cancellationToken);

    private async Task<(string Key, RecordEnvelope Envelope)?> HeadOnceAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            using GetObjectResponse response = await _client.GetObjectAsync(
                new GetObjectRequest { BucketName = _options.Bucket, Key = name, ByteRange = new ByteRange(0, HeadBytes - 1) }, cancellationToken).ConfigureAwait(false);
            byte[] bytes = new byte[HeadBytes];
            int read = await response.ResponseStream.ReadAtLeastAsync(bytes, HeadBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return (RecordEnvelope.TryReadKey(bytes.AsSpan(0, read), out RecordEnvelope envelope)!, envelope);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.RequestedRangeNotSatisfiable && e.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
    }

    private async Task<T> RunAsync<T>(string what, string key, Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is ArgumentException or AmazonServiceException or AmazonClientException or HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            throw new StoreException($"The record of '{key}' can't be {what} in S3: {e.Message}", e);
        }
    }
}
