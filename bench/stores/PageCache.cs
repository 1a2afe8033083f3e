using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Freshet.Bench;

/// <summary>The page cache of Linux.</summary>
internal static partial class PageCache
{
    private const int DontNeed = 4;

    /// <summary>Brings all files of a directory to the disk and drops what the page cache holds of them.</summary>
    public static void Drop(string directory)
    {
        foreach (string path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(path => new FileInfo(path).Length > 0))
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(file);
            _ = posix_fadvise(file, 0, 0, DontNeed);
        }
    }

    [LibraryImport("libc")]
    private static partial int posix_fadvise(SafeFileHandle file, long offset, long length, int advice);
}
