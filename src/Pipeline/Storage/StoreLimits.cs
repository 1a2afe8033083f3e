using System.Text;

namespace Freshet.Storage;

/// <summary>What every store must be able to hold.</summary>
public static class StoreLimits
{
    /// <summary>The largest body segment: 1 MiB.</summary>
    public const int MaxSegmentBytes = 1 << 20;

    /// <summary>The largest value of one record: 1 MiB and 64 KiB for what wraps it.</summary>
    public const int MaxValueBytes = MaxSegmentBytes + (64 << 10);

    /// <summary>The longest key in UTF-8 bytes: 4,096.</summary>
    public const int MaxKeyBytes = 4096;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Refuses a key that no store takes: empty, longer than <see cref="MaxKeyBytes"/>, or with half a surrogate pair.</summary>
    /// <exception cref="ArgumentException">The key is one of these.</exception>
    public static void CheckKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.Length <= MaxKeyBytes && Ascii.IsValid(key))
        {
            return;
        }

        int bytes;
        try
        {
            bytes = Utf8.GetByteCount(key);
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException("The key has a surrogate without its partner; keys are well-formed strings.", nameof(key));
        }

        if (bytes > MaxKeyBytes)
        {
            throw new ArgumentException($"The key is {bytes:N0} UTF-8 bytes long; at most {MaxKeyBytes:N0} are allowed.", nameof(key));
        }
    }

    /// <summary>Refuses a value longer than <see cref="MaxValueBytes"/>.</summary>
    /// <exception cref="ArgumentException">The value is longer.</exception>
    public static void CheckValue(ReadOnlyMemory<byte> value)
    {
        if (value.Length > MaxValueBytes)
        {
            throw new ArgumentException(
                $"The value is {value.Length:N0} bytes long; a record holds at most {MaxValueBytes:N0}.", nameof(value));
        }
    }
}
