using System.Text;
using Freshet.Storage;
using Xunit;

namespace Freshet.Stores.Testing;

/// <summary>What every store must do, as tests; a store's test class inherits it and says how the store is made.</summary>
public abstract partial class CacheStoreContract : IAsyncLifetime
{
    private ICacheStore? _store;

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The clock to make the store with.</summary>
    protected ContractClock Time { get; } = new();

    /// <summary>The store under test.</summary>
    protected ICacheStore Store => _store ?? throw new InvalidOperationException("The store is there from InitializeAsync on.");

    /// <summary>What the store can't do exactly; the whole contract unless overridden.</summary>
    protected virtual StoreTraits Traits { get; } = new();

    /// <summary>Makes an empty store, once for each test.</summary>
    protected abstract ValueTask<ICacheStore> CreateAsync();

    /// <summary>Opens the medium of the test's store again after its disposal; null, as unless overridden, when its records don't outlive it.</summary>
    protected virtual ValueTask<ICacheStore?> ReopenAsync() => default;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _store = await CreateAsync();

    /// <summary>Disposes the store; an override that removes the medium calls this first.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>A text as UTF-8.</summary>
    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The bytes of a record as a text, or null without one.</summary>
    protected static string? Text(StoreRecord? record) => record is null ? null : Encoding.UTF8.GetString(record.Value.Span);

    /// <summary>Bytes that a generator with this seed gives.</summary>
    protected static byte[] RandomBytes(int length, int seed)
    {
        byte[] value = new byte[length];
        new Random(seed).NextBytes(value);
        return value;
    }

    /// <summary>What the clock of the store shows.</summary>
    protected DateTimeOffset Now => Traits.FollowsClock ? Time.Now : DateTimeOffset.UtcNow;

    /// <summary>Writes a text without expiry.</summary>
    protected ValueTask SetAsync(string key, string value) => Store.SetAsync(key, Bytes(value), cancellationToken: Cancel);

    /// <summary>The record of a key as a text, or null without one.</summary>
    protected async Task<string?> ReadAsync(string key)
    {
        using StoreRecord? record = await Store.GetAsync(key, Cancel);
        return Text(record);
    }

    /// <summary>What several keys hold, as one line of texts, with <c>-</c> for none.</summary>
    protected async Task<string> ReadAllAsync(params string[] keys)
    {
        List<string> texts = [];
        foreach (string key in keys)
        {
            texts.Add(await ReadAsync(key) ?? "-");
        }

        return string.Join(' ', texts);
    }

    /// <summary>The keys under a prefix in ordinal order.</summary>
    protected async Task<string[]> KeysAsync(string prefix = "")
    {
        List<string> keys = [];
        await foreach (StoreEntry entry in Store.ScanAsync(prefix, Cancel))
        {
            keys.Add(entry.Key);
        }

        return [.. keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Lets time pass for the store: moves its clock, or waits.</summary>
    protected async Task PassAsync(TimeSpan time)
    {
        if (Traits.FollowsClock)
        {
            Time.Advance(time);
        }
        else
        {
            await Task.Delay(time, Cancel);
        }
    }

    private int Times(int count) => Math.Max(1, (int)(count * Traits.Load));

    private async Task<bool> TryReopenAsync()
    {
        await Store.DisposeAsync();
        if (await ReopenAsync() is not { } again)
        {
            return false;
        }

        _store = again;
        return true;
    }
}
