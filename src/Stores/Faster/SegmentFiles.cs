using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Freshet.Stores;

/// <summary>The files of the log: one handle each, shared by all readers and the writer.</summary>
internal sealed class SegmentFiles(string directory, LogLayout layout) : IDisposable
{
    // For larger writes Linux takes larger pieces of memory for its page cache, which are seldom at hand: a virtual machine
    // pays for each with a fault at its host, a multiple of what the copy costs.
    private const int WriteBytes = 64 << 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, SafeFileHandle> _open = [];

    public void Open(int segment) => Add(segment, OpenFile(segment, FileMode.Open));

    public bool IsOpen(int segment) => Find(segment) is not null;

    public long LengthOf(int segment) => Find(segment) is { } file ? RandomAccess.GetLength(file) : 0;

    /// <summary>Reads bytes of the log, from one page; fewer come back where the file ends, none where it is gone.</summary>
    public int Read(long address, Span<byte> bytes)
    {
        if (Find(layout.SegmentOf(address)) is not { } file)
        {
            return 0;
        }

        int total = 0;
        try
        {
            while (total < bytes.Length)
            {
                int read = RandomAccess.Read(file, bytes[total..], layout.OffsetOf(address) + total);
                if (read == 0)
                {
                    break;
                }

                total += read;
            }
        }
        catch (ObjectDisposedException)
        {
            // Evicted since the look-up.
        }

        return total;
    }

    public void Write(int segment, long offset, ReadOnlySpan<byte> bytes)
    {
        SafeFileHandle? file = Find(segment);
        if (file is null)
        {
            file = OpenFile(segment, FileMode.CreateNew);
            Add(segment, file);
        }

        for (int at = 0; at < bytes.Length; at += WriteBytes)
        {
            RandomAccess.Write(file, bytes[at..Math.Min(at + WriteBytes, bytes.Length)], offset + at);
        }
    }

    public void Sync(int segment)
    {
        if (Find(segment) is { } file)
        {
            RandomAccess.FlushToDisk(file);
        }
    }

    public void Delete(int segment)
    {
        SafeFileHandle? file;
        lock (_gate)
        {
            _open.Remove(segment, out file);
        }

        file?.Dispose();

        File.Delete(PathOf(segment));
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (SafeFileHandle file in _open.Values)
            {
                file.Dispose();
            }
        }
    }

    private SafeFileHandle? Find(int segment)
    {
        lock (_gate)
        {
            return _open.GetValueOrDefault(segment);
        }
    }

    private void Add(int segment, SafeFileHandle file)
    {
        lock (_gate)
        {
            _open[segment] = file;
        }
    }

    private SafeFileHandle OpenFile(int segment, FileMode mode) =>
        File.OpenHandle(PathOf(segment), mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private string PathOf(int segment) => Path.Combine(directory, layout.FileName(segment));
}
