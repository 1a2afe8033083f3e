using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Freshet.Stores;

/// <summary>The index in a file, which spares the next opening reading the log; a damaged one is not used.</summary>
internal static class IndexSnapshot
{
    public const string Name = "index";
    private const ulong Magic = 0x3258444954485346;

    [MethodImpl(MethodImplOptions.NoOptimization)]
    public static void Save(string directory, LogLayout layout, long until, LogIndex index, IReadOnlyList<int> segments)
    {
        string path = Path.Combine(directory, Name);
        string temporary = path + ".new";
        using (FileStream file = File.Create(temporary))
        {
            var header = new Header(Magic, layout.Identity, until, index.Count);
            int block = 0;
            Write(file, ref block, MemoryMarshal.AsBytes(new ReadOnlySpan<Header>(in header)));
            var slots = new List<IndexSlot>();
            foreach (IndexShard shard in index.Shards)
            {
                slots.Clear();
                shard.CopyTo(slots);
                Write(file, ref block, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(slots)));
            }

            var written = new SegmentBytes[segments.Count];
            for (int i = 0; i < written.Length; i++)
            {
                written[i] = new SegmentBytes(segments[i], index.Use[segments[i]].Written);
            }

            Write(file, ref block, MemoryMarshal.AsBytes(written.AsSpan()));

            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Fills the index and returns the address from which the log is to be read; 0 when there is no good snapshot.</summary>
    public static long TryLoad(string directory, LogLayout layout, IReadOnlyCollection<int> segments, LogIndex index)
    {
        try
        {
            using FileStream file = File.OpenRead(Path.Combine(directory, Name));
            int block = 0;
            ReadOnlySpan<Header> header = MemoryMarshal.Cast<byte, Header>(Read(file, ref block));
            var present = segments.ToHashSet();
            if (header.Length != 1 || header[0].Magic != Magic || header[0].Identity != layout.Identity || layout.SegmentOf(header[0].Until) < segments.First())
            {
                return 0;
            }

            for (int shard = 0; shard < index.Shards.Count; shard++)
            {
                foreach (ref readonly IndexSlot slot in MemoryMarshal.Cast<byte, IndexSlot>(Read(file, ref block)))
                {
                    if (present.Contains(layout.SegmentOf(slot.Address)))
                    {
                        index.Set(slot);
                    }
                }
            }

            foreach (ref readonly SegmentBytes segment in MemoryMarshal.Cast<byte, SegmentBytes>(Read(file, ref block)))
            {
                if (present.Contains((int)segment.Segment))
                {
                    index.Use[(int)segment.Segment].Written = segment.Written;
                }
            }

            return header[0].Until;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            index.Clear(0);
            return 0;
        }
    }

    private static void Write(FileStream file, ref int number, ReadOnlySpan<byte> block)
    {
        ReadOnlySpan<uint> head = [(uint)block.Length, Checksum(number++, block)];
        file.Write(MemoryMarshal.AsBytes(head));
        file.Write(block);
    }

    private static byte[] Read(FileStream file, ref int number)
    {
        Span<uint> head = stackalloc uint[2];
        file.ReadExactly(MemoryMarshal.AsBytes(head));
        if (head[0] > file.Length)
        {
            throw new InvalidDataException();
        }

        byte[] block = new byte[head[0]];
        file.ReadExactly(block);
        return Checksum(number++, block) == head[1] ? block : throw new InvalidDataException();
    }

    // With the number of the block: zeros are no block, and no block stands for another.
    private static uint Checksum(int number, ReadOnlySpan<byte> block) => Crc32C.Compute(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in number)), block);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct SegmentBytes(long Segment, long Written);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Header(ulong Magic, ulong Identity, long Until, long Count);
}
