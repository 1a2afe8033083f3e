using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Freshet.Stores;

/// <summary>The files of the log: one handle each, shared by all readers and the writer.</summary>
internal sealed class SegmentFiles(string directory, LogLayout layout) : IDisposable
{
    private readonly ConcurrentDictionary<int, SafeFileHandle> _open = new();

    public void Open(int segment) => _open[segment] = OpenFile(segment, FileMode.Open);

    public bool IsOpen(int segment) => _open.ContainsKey(segment);

    /// <summary>Reads bytes of the log, from one page; fewer come back where the file ends, none where it is gone.</summary>
    public int Read(long address, Span<byte> bytes)
    {
        if (!_open.TryGetValue(layout.SegmentOf(address), out SafeFileHandle? file))
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
        if (!_open.TryGetValue(segment, out SafeFileHandle? file))
        {
            file = OpenFile(segment, FileMode.CreateNew);
            _open[segment] = file;
        }

        RandomAccess.Write(file, bytes, offset);
    }

    public void Sync(int segment)
    {
        if (_open.TryGetValue(segment, out SafeFileHandle? file))
        {
            RandomAccess.FlushToDisk(file);
        }
    }

    public void Delete(int segment)
    {
        if (_open.TryRemove(segment, out SafeFileHandle? file))
        {
            file.Dispose();
        }

        File.Delete(PathOf(segment));
    }

    public void Dispose()
    {
        foreach (SafeFileHandle file in _open.Values)
        {
            file.Dispose();
        }
    }

    private SafeFileHandle OpenFile(int segment, FileMode mode) =>
        File.OpenHandle(PathOf(segment), mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private string PathOf(int segment) => Path.Combine(directory, layout.FileName(segment));
}
