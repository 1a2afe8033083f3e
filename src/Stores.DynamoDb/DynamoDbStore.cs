using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A store in a table of DynamoDB, or of a server that speaks its protocol.</summary>
/// <remarks>
/// An item holds at most 400 KB: longer records are cut into several. The expiry is in the record to the tick; the attribute <c>expires</c>, in seconds, is for DynamoDB's time
/// to live, which removes what has expired days later.
/// </remarks>
public sealed partial class DynamoDbStore : ICacheStore, IObservableStore
{
    private const int ItemBytes = 350_000;
    private const int Attempts = 8;

    private readonly DynamoDbStoreOptions _options;
    private readonly IAmazonDynamoDB _client;
    private readonly bool _ownsClient;
    private readonly StoreObservers _observers = new();
    private int _disposed;

    private DynamoDbStore(DynamoDbStoreOptions options, IAmazonDynamoDB client, bool ownsClient) =>
        (_options, _client, _ownsClient) = (options, client, ownsClient);

    /// <summary>Opens the store, with the credentials of the environment unless a client is given.</summary>
    /// <param name="options">The options; those of the connection are the client's where one is given.</param>
    /// <param name="client">A client of one's own, which the store does not dispose.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OptionsException">An option can't work.</exception>
    /// <exception cref="StoreException">The table is not there, or can't be made.</exception>
    public static async ValueTask<DynamoDbStore> OpenAsync(
        DynamoDbStoreOptions options, IAmazonDynamoDB? client = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var store = new DynamoDbStore(options, client ?? Connect(options), client is null);
        try
        {
            await store.RunAsync("opened", options.Table, store.OpenTableAsync, cancellationToken).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public IDisposable Observe(IStoreObserver observer) => _observers.Add(observer);

    /// <inheritdoc/>
    public async ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        for (int attempt = 0; ; attempt++)
        {
            Dictionary<string, AttributeValue>? item = await ItemAsync(key, cancellationToken).ConfigureAwait(false);
            if (item is null)
            {
                return null;
            }

            (byte[] bytes, int length) = await JoinAsync(key, item, cancellationToken).ConfigureAwait(false);
            string? problem = length < 0 ? "a part is missing" : RecordEnvelope.Check(bytes.AsSpan(0, length), key, out _);
            if (problem is null)
            {
                RecordEnvelope.TryRead(bytes, out RecordEnvelope envelope);
                if (!envelope.ExpiredAt(Now))
                {
                    return StoreRecord.Rented(bytes, envelope.Start..envelope.Length, envelope.Expires, _options.Name);
                }
            }

            StoreBuffers.Return(bytes);
            if (problem is null)
            {
                await RemoveAsync(key, cancellationToken).ConfigureAwait(false);
                _observers.Expired(key, _options.Name);
                return null;
            }

            // Its parts go when it is written over: then the newer one is there.
            if (length >= 0 || attempt == Attempts)
            {
                _observers.Corrupt(key, _options.Name, problem);
                return null;
            }
        }
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

        // Not rented: a client whose caller gave up may still be sending it.
        byte[] bytes = RecordEnvelope.ToArray(key, value.Span, expires);
        int parts = (bytes.Length - 1) / ItemBytes;
        string id = parts == 0 ? "" : Guid.NewGuid().ToString("N");
        for (int i = 1; i <= parts; i++)
        {
            Dictionary<string, AttributeValue> part = ItemKey.Part(id, i);
            part["value"] = Bytes(bytes, i * ItemBytes, Math.Min(ItemBytes, bytes.Length - (i * ItemBytes)));
            AddExpiry(part, expires);
            await RunAsync("written", key, c => _client.PutItemAsync(_options.Table, part, c), cancellationToken).ConfigureAwait(false);
        }

        Dictionary<string, AttributeValue> item = ItemKey.Of(key);
        item["value"] = Bytes(bytes, 0, Math.Min(ItemBytes, bytes.Length));
        item["parts"] = Number(parts);
        item["bytes"] = Number(value.Length);
        if (parts > 0)
        {
            item["id"] = new AttributeValue(id);
        }

        AddExpiry(item, expires);
        PutItemResponse replaced = await RunAsync(
            "written",
            key,
            c => _client.PutItemAsync(new PutItemRequest { TableName = _options.Table, Item = item, ReturnValues = ReturnValue.ALL_OLD }, c),
            cancellationToken).ConfigureAwait(false);
        await RemovePartsAsync(key, replaced.Attributes).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        DeleteItemResponse removed = await RunAsync(
            "removed",
            key,
            c => _client.DeleteItemAsync(new DeleteItemRequest { TableName = _options.Table, Key = ItemKey.Of(key), ReturnValues = ReturnValue.ALL_OLD }, c),
            cancellationToken).ConfigureAwait(false);
        await RemovePartsAsync(key, removed.Attributes).ConfigureAwait(false);
        return removed.Attributes is { Count: > 0 } old && HeadOf(old, out RecordEnvelope envelope) == key && !envelope.ExpiredAt(Now);
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

    private static AttributeValue Number(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    private static AttributeValue Bytes(byte[] bytes, int start, int length) => new() { B = new MemoryStream(bytes, start, length, writable: false, publiclyVisible: true) };

    private static void AddExpiry(Dictionary<string, AttributeValue> item, DateTimeOffset? expires)
    {
        // DynamoDB takes no more for a time, and what is so far off stays anyway.
        if (expires is { Year: < 2200 } time)
        {
            item["expires"] = Number(time.ToUnixTimeSeconds() + 1);
        }
    }

    private void Check(string key, CancellationToken cancellationToken)
    {
        StoreLimits.CheckKey(key);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
