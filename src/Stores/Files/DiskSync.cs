using System.Runtime.InteropServices;

namespace Freshet.Stores;

/// <summary>Brings to the disk what the runtime has no call for.</summary>
internal static partial class DiskSync
{
    private const int ReadOnly = 0;

    /// <summary>Whether a whole file system can be brought to the disk at once.</summary>
    public static bool HasFileSystem => OperatingSystem.IsLinux();

    /// <summary>Brings everything of a path's file system to the disk.</summary>
    public static void FileSystem(string path) => Run(path, syncfs);

    /// <summary>Brings the entries of a directory to the disk; Windows does so of its own accord.</summary>
    public static void DirectoryEntries(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Run(path, fsync);
        }
    }

    private static void Run(string path, Func<int, int> sync)
    {
        int file = open(path, ReadOnly);
        if (file < 0)
        {
            throw new IOException($"{path} can't be opened to bring it to the disk: error {Marshal.GetLastPInvokeError()}.");
        }

        try
        {
            if (sync(file) != 0)
            {
                throw new IOException($"{path} can't be brought to the disk: error {Marshal.GetLastPInvokeError()}.");
            }
        }
        finally
        {
            _ = close(file);
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int syncfs(int file);

    [LibraryImport("libc")]
    private static partial int close(int file);
}
