using System.Globalization;
using System.Runtime.CompilerServices;

namespace Freshet.Stores;

/// <summary>What is fixed when a store is made: page and segment size and its random identity.</summary>
/// <remarks>The names of the segment files carry it, so that no damaged byte can change it. The identity stands in every record and
/// seeds the hash of keys: a value can't pass for a record, and records of another store are not read.</remarks>
internal readonly record struct LogLayout(int PageBits, int SegmentBits, ulong Identity)
{
    public const int Version = 1;

    public int PageSize => 1 << PageBits;

    public long SegmentSize => 1L << SegmentBits;

    public int SegmentOf(long address) => (int)(address >> SegmentBits);

    public long OffsetOf(long address) => address & (SegmentSize - 1);

    public long PageStart(long address) => address & -(1L << PageBits);

    [MethodImpl(MethodImplOptions.NoOptimization)]
    public string FileName(int segment) =>
        string.Create(CultureInfo.InvariantCulture, $"log-{Version}-{PageBits}-{SegmentBits}-{Identity:x16}.{segment}");

    /// <summary>Reads the name of a segment file; the layout of another version's is not read.</summary>
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public static bool TryParse(string fileName, out int version, out LogLayout layout, out int segment)
    {
        layout = default;
        (version, segment) = (0, 0);
        int dot = fileName.IndexOf('.', StringComparison.Ordinal);
        string[] parts = (dot < 0 ? fileName : fileName[..dot]).Split('-');
        if (dot < 0 || parts.Length < 2 || parts[0] != "log" || !TryNumber(parts[1], out version))
        {
            return false;
        }

        if (version != Version)
        {
            return true;
        }

        if (parts.Length != 5
            || !TryNumber(parts[2], out int page) || page is < 20 or > 30
            || !TryNumber(parts[3], out int size) || size < page || size > 40
            || !ulong.TryParse(parts[4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong identity)
            || !TryNumber(fileName[(dot + 1)..], out segment))
        {
            return false;
        }

        layout = new LogLayout(page, size, identity);
        return layout.FileName(segment) == fileName;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
