using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Freshet.Storage;

namespace Freshet.Stores;

public sealed partial class DynamoDbStore
{
    private const int Batch = 25;

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoreEntry> ScanAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await foreach ((Dictionary<string, AttributeValue> item, string key, RecordEnvelope envelope) in ItemsAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            _ = item;
            if (!envelope.ExpiredAt(Now))
            {
                yield return new StoreEntry(key, envelope.ValueLength, envelope.Expires);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        long removed = 0;
        List<WriteRequest> going = [];
        await foreach ((Dictionary<string, AttributeValue> item, string key, RecordEnvelope envelope) in ItemsAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            removed += envelope.ExpiredAt(Now) ? 0 : 1;
            going.Add(new WriteRequest(new DeleteRequest(ItemKey.Of(key))));
            going.AddRange(PartsOf(item).Select(part => new WriteRequest(new DeleteRequest(part))));
        }

        foreach (WriteRequest[] some in going.Chunk(Batch))
        {
            for (List<WriteRequest> left = [.. some]; left.Count > 0;)
            {
                BatchWriteItemResponse done = await RunAsync(
                    "cleared", prefix, c => _client.BatchWriteItemAsync(new Dictionary<string, List<WriteRequest>> { [_options.Table] = left }, c), cancellationToken)
                    .ConfigureAwait(false);
                left = done.UnprocessedItems?.GetValueOrDefault(_options.Table) ?? [];
            }
        }

        return removed;
    }

    private static AmazonDynamoDBClient Connect(DynamoDbStoreOptions options)
    {
        var config = new AmazonDynamoDBConfig { Timeout = options.Timeout, MaxErrorRetry = 3 };
        if (options.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = options.Region ?? "us-east-1";
        }

        try
        {
            return new AmazonDynamoDBClient(config);
        }
        catch (AmazonClientException e)
        {
            throw new OptionsException(nameof(DynamoDbStoreOptions), [$"{nameof(DynamoDbStoreOptions.Region)} is missing, here and in the environment: {e.Message}."]);
        }
    }

    private static string? HeadOf(Dictionary<string, AttributeValue> item, out RecordEnvelope envelope)
    {
        envelope = default;
        return item.GetValueOrDefault("value")?.B is { } value ? RecordEnvelope.TryReadKey(value.ToArray(), out envelope) : null;
    }

    private static IEnumerable<Dictionary<string, AttributeValue>> PartsOf(Dictionary<string, AttributeValue>? item) =>
        item?.GetValueOrDefault("id")?.S is { Length: > 0 } id && int.TryParse(item.GetValueOrDefault("parts")?.N, CultureInfo.InvariantCulture, out int parts)
            ? Enumerable.Range(1, Math.Clamp(parts, 0, 100)).Select(i => ItemKey.Part(id, i))
            : [];

    private async Task<bool> OpenTableAsync(CancellationToken cancellationToken)
    {
        if (!_options.CreateTable)
        {
            await _client.DescribeTableAsync(_options.Table, cancellationToken).ConfigureAwait(false);
            return true;
        }

        try
        {
            await _client.CreateTableAsync(
                new CreateTableRequest
                {
                    TableName = _options.Table,
                    KeySchema = [new KeySchemaElement("shard", KeyType.HASH), new KeySchemaElement("key", KeyType.RANGE)],
                    AttributeDefinitions = [new AttributeDefinition("shard", ScalarAttributeType.S), new AttributeDefinition("key", ScalarAttributeType.B)],
                    BillingMode = BillingMode.PAY_PER_REQUEST,
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (ResourceInUseException)
        {
            // It is there already.
        }

        while ((await _client.DescribeTableAsync(_options.Table, cancellationToken).ConfigureAwait(false)).Table.TableStatus != TableStatus.ACTIVE)
        {
            await Task.Delay(100, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await _client.UpdateTimeToLiveAsync(
                new UpdateTimeToLiveRequest { TableName = _options.Table, TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = "expires", Enabled = true } },
                cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonDynamoDBException)
        {
            // It is on already, or this server has none; expiry does not depend on it.
        }

        return true;
    }

    private async ValueTask<Dictionary<string, AttributeValue>?> ItemAsync(string key, CancellationToken cancellationToken)
    {
        GetItemResponse found = await RunAsync(
            "read", key, c => _client.GetItemAsync(_options.Table, ItemKey.Of(key), _options.ConsistentReads, c), cancellationToken).ConfigureAwait(false);
        return found.Item is { Count: > 0 } item ? item : null;
    }

    /// <summary>The bytes of a record, with a negative length when a part is missing.</summary>
    private async ValueTask<(byte[] Bytes, int Length)> JoinAsync(string key, Dictionary<string, AttributeValue> item, CancellationToken cancellationToken)
    {
        MemoryStream first = item["value"].B;
        byte[] bytes = StoreBuffers.Rent(PartsOf(item).Any() ? RecordEnvelope.MaxBytes : (int)first.Length);
        int length = first.Read(bytes);
        foreach (Dictionary<string, AttributeValue> at in PartsOf(item))
        {
            GetItemResponse part = await RunAsync("read", key, c => _client.GetItemAsync(_options.Table, at, _options.ConsistentReads, c), cancellationToken)
                .ConfigureAwait(false);
            if (part.Item?.GetValueOrDefault("value")?.B is not { } more || length + more.Length > bytes.Length)
            {
                return (bytes, -1);
            }

            length += more.Read(bytes.AsSpan(length));
        }

        return (bytes, length);
    }

    private async IAsyncEnumerable<(Dictionary<string, AttributeValue> Item, string Key, RecordEnvelope Envelope)> ItemsAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] start = ItemKey.OfPrefix(prefix);
        for (int shard = 0; shard < ItemKey.Shards; shard++)
        {
            Dictionary<string, AttributeValue>? from = null;
            do
            {
                var query = new QueryRequest
                {
                    TableName = _options.Table,
                    KeyConditionExpression = start.Length == 0 ? "#s = :s" : "#s = :s AND begins_with(#k, :p)",
                    ExpressionAttributeNames = new() { ["#s"] = "shard" },
                    ExpressionAttributeValues = new() { [":s"] = new AttributeValue(ItemKey.ShardName(shard)) },
                    ConsistentRead = _options.ConsistentReads,
                    ExclusiveStartKey = from,
                };
                if (start.Length > 0)
                {
                    query.ExpressionAttributeNames["#k"] = "key";
                    query.ExpressionAttributeValues[":p"] = new AttributeValue { B = new MemoryStream(start) };
                }

                QueryResponse page = await RunAsync("listed", prefix, c => _client.QueryAsync(query, c), cancellationToken).ConfigureAwait(false);
                foreach (Dictionary<string, AttributeValue> item in page.Items ?? [])
                {
                    if (HeadOf(item, out RecordEnvelope envelope) is { } key && key.StartsWith(prefix, StringComparison.Ordinal))
                    {
                        yield return (item, key, envelope);
                    }
                }

                from = page.LastEvaluatedKey is { Count: > 0 } last ? last : null;
            }
            while (from is not null);
        }
    }

    private async ValueTask RemovePartsAsync(string key, Dictionary<string, AttributeValue>? item)
    {
        foreach (Dictionary<string, AttributeValue> part in PartsOf(item))
        {
            await RunAsync("removed", key, c => _client.DeleteItemAsync(_options.Table, part, c), CancellationToken.None).ConfigureAwait(false);
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
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            throw new StoreException($"'{key}' can't be {what} in DynamoDB: {e.Message}", e);
        }
    }
}
