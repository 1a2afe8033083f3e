using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Stores values encrypted and authenticated by AES-GCM, with the record's key as additional data: a value moved to another key is not read.</summary>
/// <remarks>
/// Keys, lengths and expiry stay visible. A record of an unknown id, a wrong key, or altered bytes is a miss and a corrupt event; it stays where it is. Nonces are
/// random, so give a new key before some four billion writes. Values are at most <see cref="MaxValueBytes"/> long.
/// </remarks>
public sealed class EncryptedStore : CodingStore
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int MostOverhead = 5 + EncryptedStoreOptions.LongestId + NonceSize + TagSize;

    private static readonly byte[] Magic = "FRE1"u8.ToArray();

    private readonly EncryptedStoreOptions _options;
    private readonly ConcurrentDictionary<string, Ciphers> _ciphers = new(StringComparer.Ordinal);
    private readonly byte[] _head;

    /// <summary>Wraps a store.</summary>
    /// <exception cref="OptionsException">An option can't work.</exception>
    public EncryptedStore(ICacheStore inner, EncryptedStoreOptions options) : base(inner, (options ?? throw new ArgumentNullException(nameof(options))).Name)
    {
        options.Check();
        _options = options;
        foreach ((string id, ReadOnlyMemory<byte> key) in options.Keys)
        {
            _ciphers[id] = new Ciphers(key.ToArray());
        }

        _head = [.. Magic, (byte)options.CurrentKey.Length, .. Encoding.ASCII.GetBytes(options.CurrentKey)];
    }

    /// <summary>The longest value: 97 bytes less than <see cref="StoreLimits.MaxValueBytes"/>.</summary>
    public static int MaxValueBytes => StoreLimits.MaxValueBytes - MostOverhead;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The value is longer than <see cref="MaxValueBytes"/>.</exception>
    public override async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckKey(key);
        if (value.Length > MaxValueBytes)
        {
            throw new ArgumentException($"The value is {value.Length:N0} bytes long; an encrypted record holds at most {MaxValueBytes:N0}.", nameof(value));
        }

        int length = _head.Length + NonceSize + TagSize + value.Length;
        byte[] sealedBytes = StoreBuffers.Rent(length);
        try
        {
            Seal(key, value.Span, sealedBytes.AsSpan(0, length));
            await base.SetAsync(key, sealedBytes.AsMemory(0, length), expires, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            StoreBuffers.Return(sealedBytes);
        }
    }

    /// <summary>Lists the records with the lengths of their values before encryption, as far as they have the current key's id.</summary>
    public override async IAsyncEnumerable<StoreEntry> ScanAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (StoreEntry entry in base.ScanAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            yield return entry with { Bytes = Math.Max(0, entry.Bytes - _head.Length - NonceSize - TagSize) };
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        foreach (Ciphers ciphers in _ciphers.Values)
        {
            ciphers.Dispose();
        }
    }

    private static byte[] Associated(ReadOnlySpan<byte> head, string key) => [.. head, .. Encoding.UTF8.GetBytes(key)];

    private void Seal(string key, ReadOnlySpan<byte> value, Span<byte> target)
    {
        _head.CopyTo(target);
        Span<byte> nonce = target.Slice(_head.Length, NonceSize), tag = target.Slice(_head.Length + NonceSize, TagSize);
        RandomNumberGenerator.Fill(nonce);
        Ciphers ciphers = _ciphers[_options.CurrentKey];
        AesGcm cipher = ciphers.Take();
        cipher.Encrypt(nonce, value, target[(_head.Length + NonceSize + TagSize)..], tag, Associated(_head, key));
        ciphers.Give(cipher);
    }

    /// <inheritdoc/>
    protected override StoreRecord? Decode(string key, StoreRecord record, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(record);
        ReadOnlySpan<byte> stored = record.Value.Span;
        int head = stored.Length > Magic.Length && stored.StartsWith(Magic) ? Magic.Length + 1 + stored[Magic.Length] : int.MaxValue;
        if (head > stored.Length - NonceSize - TagSize)
        {
            problem = "it is not encrypted";
            return null;
        }

        string id = Encoding.ASCII.GetString(stored[(Magic.Length + 1)..head]);
        if (!_ciphers.TryGetValue(id, out Ciphers? ciphers))
        {
            problem = $"the key '{id}' is not here";
            return null;
        }

        int length = stored.Length - head - NonceSize - TagSize;
        byte[] value = StoreBuffers.Rent(length);
        AesGcm cipher = ciphers.Take();
        try
        {
            cipher.Decrypt(
                stored.Slice(head, NonceSize), stored[(head + NonceSize + TagSize)..], stored.Slice(head + NonceSize, TagSize), value.AsSpan(0, length),
                Associated(stored[..head], key));
            problem = null;
            return StoreRecord.Rented(value, ..length, record.Expires, record.Tier);
        }
        catch (AuthenticationTagMismatchException)
        {
            StoreBuffers.Return(value);
            problem = "it was altered, or encrypted with another key";
            return null;
        }
        finally
        {
            ciphers.Give(cipher);
        }
    }

    /// <summary>Ciphers of one key, each used by one thread at a time.</summary>
    private sealed class Ciphers(byte[] key) : IDisposable
    {
        private readonly ConcurrentBag<AesGcm> _idle = [];

        public AesGcm Take() => _idle.TryTake(out AesGcm? cipher) ? cipher : new AesGcm(key, TagSize);

        public void Give(AesGcm cipher) => _idle.Add(cipher);

        public void Dispose()
        {
            while (_idle.TryTake(out AesGcm? cipher))
            {
                cipher.Dispose();
            }
        }
    }
}
