using System.IO.Compression;

namespace Freshet.Stores;

/// <summary>The options of a <see cref="CompressedStore"/>.</summary>
public sealed record CompressedStoreOptions
{
    /// <summary>The coding that is written: <see cref="StoreCompression.Brotli"/> unless set. Each is read.</summary>
    public StoreCompression Compression { get; init; } = StoreCompression.Brotli;

    /// <summary>How much work a byte is worth: <see cref="CompressionLevel.Fastest"/> unless set.</summary>
    public CompressionLevel Level { get; init; } = CompressionLevel.Fastest;

    /// <summary>The shortest value that is compressed: 1,024 bytes unless set.</summary>
    public int MinBytes { get; init; } = 1024;

    /// <summary>The least share of its bytes that a value has to save, or else it is stored as it is: 0.1 unless set, 0 to 1.</summary>
    public double MinSaving { get; init; } = 0.1;

    internal void Check() => OptionsException.ThrowIfAny(nameof(CompressedStoreOptions), Problems());

    private IEnumerable<string> Problems()
    {
        if (!Enum.IsDefined(Compression))
        {
            yield return $"{nameof(Compression)} is {Compression}, which is none of its values.";
        }

        if (!Enum.IsDefined(Level))
        {
            yield return $"{nameof(Level)} is {Level}, which is none of its values.";
        }

        if (MinBytes < 0)
        {
            yield return $"{nameof(MinBytes)} is {MinBytes}; 0 or more is right.";
        }

        if (MinSaving is not (>= 0 and <= 1))
        {
            yield return $"{nameof(MinSaving)} is {MinSaving}; 0 to 1 is right.";
        }
    }
}
