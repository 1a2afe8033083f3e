using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Stores values compressed where that is worth it: not short ones, nor what is compressed already.</summary>
/// <remarks>
/// A value that is not compressed is stored as it is, so a store may be wrapped later and unwrapped again. A listing tells lengths as stored. A value that
/// can't be decompressed is absent.
/// </remarks>
public sealed class CompressedStore : CodingStore
{
    private const int Header = 12;
    private const int Sample = 4096;
    private const byte AsItIs = 0;

    private static readonly byte[] Magic = [0xF1, 0x46, 0x52, 0x5A, 0x1D, 0xE5, 0x9C];

    private readonly CompressedStoreOptions _options;

    /// <summary>Wraps a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="options">The options; the defaults when null.</param>
    /// <exception cref="OptionsException">An option can't work.</exception>
    public CompressedStore(ICacheStore inner, CompressedStoreOptions? options = null) : base(inner, "compressed")
    {
        _options = options ?? new CompressedStoreOptions();
        _options.Check();
    }

    /// <inheritdoc/>
    public override async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckKey(key);
        StoreLimits.CheckValue(value);
        bool mistakable = value.Span.StartsWith(Magic);
        byte[] buffer = StoreBuffers.Rent(value.Length + Header);
        try
        {
            int length = IsWorthwhile(value.Span) ? Compress(value, buffer, (int)(value.Length * (1 - _options.MinSaving))) : 0;
            if (length == 0 && mistakable)
            {
                WriteHeader(buffer, AsItIs, value.Length);
                value.Span.CopyTo(buffer.AsSpan(Header));
                length = Header + value.Length;
            }

            await base.SetAsync(key, length == 0 ? value : buffer.AsMemory(0, length), expires, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            StoreBuffers.Return(buffer);
        }
    }

    private static void WriteHeader(Span<byte> bytes, byte coding, int length)
    {
        Magic.CopyTo(bytes);
        bytes[Magic.Length] = coding;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[(Magic.Length + 1)..], length);
    }

    /// <summary>Looks at the first bytes, and at how even the bytes of a sample from the middle are: what is compressed already has no more to give.</summary>
    private bool IsWorthwhile(ReadOnlySpan<byte> value)
    {
        if (value.Length < Math.Max(_options.MinBytes, Header * 2) || HasCodedStart(value))
        {
            return false;
        }

        ReadOnlySpan<byte> sample = value.Slice((value.Length - Math.Min(value.Length, Sample)) / 2, Math.Min(value.Length, Sample));
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (byte b in sample)
        {
            counts[b]++;
        }

        double bits = 0;
        foreach (int count in counts)
        {
            bits -= count == 0 ? 0 : count * Math.Log2((double)count / sample.Length);
        }

        // A short sample of random bytes looks a little less random than it is.
        double most = sample.Length * (8 - Math.Min(1, 200.0 / sample.Length));
        return bits < most * 0.98;
    }

    private static bool HasCodedStart(ReadOnlySpan<byte> value) =>
        value.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])
        || value.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
        || value.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || value.StartsWith("GIF8"u8)
        || value.StartsWith("PK\x03\x04"u8)
        || value.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD])
        || (value.StartsWith("RIFF"u8) && value[8..].StartsWith("WEBP"u8))
        || value.StartsWith("wOF2"u8);

    /// <summary>Compresses behind a header; 0 when the result is longer than it may be.</summary>
    private int Compress(ReadOnlyMemory<byte> value, byte[] buffer, int most)
    {
        byte coding = (byte)(_options.Compression + 1);
        WriteHeader(buffer, coding, value.Length);
        Span<byte> room = buffer.AsSpan(Header, Math.Max(0, Math.Min(most, value.Length) - Header));
        if (_options.Compression == StoreCompression.Brotli)
        {
            int quality = _options.Level switch
            {
                CompressionLevel.NoCompression => 0,
                CompressionLevel.Fastest => 1,
                CompressionLevel.Optimal => 4,
                _ => 11,
            };
            return BrotliEncoder.TryCompress(value.Span, room, out int written, quality, window: 20) ? Header + written : 0;
        }

        using var target = new MemoryStream(buffer, Header, room.Length);
        try
        {
            using var gzip = new GZipStream(target, _options.Level, leaveOpen: true);
            gzip.Write(value.Span);
        }
        catch (NotSupportedException)
        {
            // The target does not grow: there is no room.
            return 0;
        }

        return Header + (int)target.Position;
    }

    /// <inheritdoc/>
    protected override StoreRecord? Decode(string key, StoreRecord record, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(record);
        problem = null;
        ReadOnlySpan<byte> stored = record.Value.Span;
        if (!stored.StartsWith(Magic))
        {
            return record;
        }

        int length = stored.Length < Header ? -1 : BinaryPrimitives.ReadInt32LittleEndian(stored[(Magic.Length + 1)..]);
        if (length is >= 0 and <= StoreLimits.MaxValueBytes)
        {
            byte[] bytes = StoreBuffers.Rent(length);
            if (TryDecode(stored[Magic.Length], stored[Header..], bytes.AsSpan(0, length)))
            {
                return StoreRecord.Rented(bytes, ..length, record.Expires, record.Tier);
            }

            StoreBuffers.Return(bytes);
        }

        problem = "the value can't be decompressed";
        return null;
    }

    private static bool TryDecode(byte coding, ReadOnlySpan<byte> coded, Span<byte> value)
    {
        switch (coding)
        {
            case AsItIs:
                return coded.Length == value.Length && coded.TryCopyTo(value);
            case (byte)(StoreCompression.Brotli + 1):
                return BrotliDecoder.TryDecompress(coded, value, out int written) && written == value.Length;
            case (byte)(StoreCompression.Gzip + 1):
                return TryGunzip(coded, value);
            default:
                return false;
        }
    }

    private static bool TryGunzip(ReadOnlySpan<byte> coded, Span<byte> value)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(coded.Length);
        try
        {
            coded.CopyTo(copy);
            using var gzip = new GZipStream(new MemoryStream(copy, 0, coded.Length), CompressionMode.Decompress);
            return gzip.ReadAtLeast(value, value.Length, throwOnEndOfStream: false) == value.Length && gzip.ReadByte() < 0;
        }
        catch (InvalidDataException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }
}
