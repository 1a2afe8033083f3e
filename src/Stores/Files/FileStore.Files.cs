using Freshet.Storage;
using Microsoft.Win32.SafeHandles;

namespace Freshet.Stores;

public sealed partial class FileStore
{
    private void Write(string path, string key, ReadOnlySpan<byte> value, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        string fresh = FileLayout.TemporaryFor(path);
        string directory = Path.GetDirectoryName(path)!;
        bool newDirectory = false;
        long length;
        try
        {
            length = RecordFile.Write(fresh, key, value, expires, _options.SyncEveryWrite);
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
            // The latter when another writer makes the directory between the attempt and the look at why it failed.
            Directory.CreateDirectory(directory);
            newDirectory = true;
            length = RecordFile.Write(fresh, key, value, expires, _options.SyncEveryWrite);
        }

        long replaced = 0;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (StripeOf(path))
            {
                replaced = LengthOf(path);
                File.Move(fresh, path, overwrite: true);
            }
        }
        catch
        {
            RecordFile.TryDelete(fresh);
            throw;
        }

        _usage.Add(FileUsage.OnDisk(length) - FileUsage.OnDisk(replaced));
        if (_options.SyncEveryWrite)
        {
            DiskSync.DirectoryEntries(directory);
            if (newDirectory)
            {
                DiskSync.DirectoryEntries(_layout.Root);
            }
        }
        else
        {
            _unsynced?.TryAdd(path, 0);
        }
    }

    /// <summary>Takes a file away, unless a look at it says otherwise; false when it is not there or stays.</summary>
    /// <remarks>
    /// It is moved aside first, so that of several who want it one gets it, and what he looks at is what he removes. A file that stays goes back,
    /// unless a newer one has come meanwhile.
    /// </remarks>
    private bool Take(string path, Func<SafeFileHandle, bool> decide)
    {
        string aside = FileLayout.TemporaryFor(path);
        lock (StripeOf(path))
        {
            try
            {
                File.Move(path, aside, overwrite: true);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return false;
            }

            long length;
            bool taken;
            using (SafeFileHandle file = RecordFile.TryOpen(aside) ?? throw new IOException($"{aside} went away."))
            {
                length = RandomAccess.GetLength(file);
                taken = decide(file);
            }

            if (!taken && TryPutBack(aside, path))
            {
                return false;
            }

            RecordFile.TryDelete(aside);
            _usage.Add(-FileUsage.OnDisk(length));
            return taken;
        }
    }

    private static bool TryPutBack(string aside, string path)
    {
        try
        {
            File.Move(aside, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    /// <summary>Removes what was found expired or unreadable, if it still is.</summary>
    private void Drop(string path, string key, string? problem)
    {
        bool dropped = Take(path, file =>
        {
            using StoreRecord? record = RecordFile.Read(file, key, _options.Name, out RecordEnvelope header, out _);
            return record is null || header.ExpiredAt(Now);
        });
        if (dropped && problem is null)
        {
            _observers.Expired(key, _options.Name);
        }
        else if (dropped)
        {
            _observers.Corrupt(key, _options.Name, problem!);
        }
    }

    private bool Evict(FoundFile found)
    {
        string? key = null;
        bool expired = false;
        bool evicted = Take(found.Path, file =>
        {
            if (File.GetLastWriteTimeUtc(file) > found.LastUse)
            {
                return false;
            }

            key = RecordFile.ReadKey(file, out RecordEnvelope header);
            expired = header.ExpiredAt(Now);
            return true;
        });
        if (evicted && key is not null && expired)
        {
            _observers.Expired(key, _options.Name);
        }
        else if (evicted && key is not null)
        {
            _observers.Evicted(key, found.Length, _options.Name);
        }

        return evicted;
    }

    private void Used(string path, SafeFileHandle file)
    {
        DateTime now = Now.UtcDateTime;
        if (now - File.GetLastWriteTimeUtc(file) >= _options.UsePrecision)
        {
            try
            {
                File.SetLastWriteTimeUtc(path, now);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is another's file, or gone: then its use is not noted.
            }
        }
    }

    private static long LengthOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }

    private Lock StripeOf(string path) => _stripes[(uint)string.GetHashCode(Path.GetFileName(path.AsSpan()), StringComparison.Ordinal) % _stripes.Length];
}
