using Freshet.Storage;
using Microsoft.Win32.SafeHandles;

namespace Freshet.Stores;

/// <summary>Reads and writes single files of records.</summary>
internal static class RecordFile
{
    private const int FirstRead = 512;

    /// <summary>Opens a file for reading, or gives null when it is not there.</summary>
    public static SafeFileHandle? TryOpen(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Reads the whole record; <paramref name="problem"/> says what is wrong when there is none.</summary>
    public static StoreRecord? Read(SafeFileHandle file, string? key, string tier, out RecordEnvelope header, out string? problem)
    {
        header = default;
        long length = RandomAccess.GetLength(file);
        if (length is < RecordEnvelope.Size or > RecordEnvelope.MaxBytes)
        {
            problem = $"the file is {length:N0} bytes long";
            return null;
        }

        byte[] bytes = StoreBuffers.Rent((int)length);
        problem = Fill(file, bytes.AsSpan(0, (int)length), 0) < length ? "the file became shorter" : RecordEnvelope.Check(bytes.AsSpan(0, (int)length), key, out header);
        if (problem is not null)
        {
            StoreBuffers.Return(bytes);
            return null;
        }

        return StoreRecord.Rented(bytes, header.Start..header.Length, header.Expires, tier);
    }

    /// <summary>Reads key and header only; null when they are not whole.</summary>
    public static string? ReadKey(SafeFileHandle file, out RecordEnvelope header)
    {
        Span<byte> bytes = stackalloc byte[RecordEnvelope.Size + StoreLimits.MaxKeyBytes];
        int read = Fill(file, bytes[..FirstRead], 0);
        if (!RecordEnvelope.TryRead(bytes[..read], out header) || header.Length != RandomAccess.GetLength(file))
        {
            return null;
        }

        if (header.Start > read && Fill(file, bytes[read..header.Start], read) < header.Start - read)
        {
            return null;
        }

        return RecordEnvelope.TryReadKey(bytes[..header.Start], out _);
    }

    /// <summary>Writes a new file; it is gone again when that fails.</summary>
    public static long Write(string path, string key, ReadOnlySpan<byte> value, DateTimeOffset? expires, bool sync)
    {
        byte[] bytes = StoreBuffers.Rent(RecordEnvelope.Size + StoreLimits.MaxKeyBytes + value.Length);
        try
        {
            int length = RecordEnvelope.Write(bytes, key, value, expires);
            using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);
            RandomAccess.Write(file, bytes.AsSpan(0, length), 0);
            if (sync)
            {
                RandomAccess.FlushToDisk(file);
            }

            return length;
        }
        catch
        {
            TryDelete(path);
            throw;
        }
        finally
        {
            StoreBuffers.Return(bytes);
        }
    }

    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is swept later.
        }
    }

    private static int Fill(SafeFileHandle file, Span<byte> bytes, int at)
    {
        int total = 0;
        while (total < bytes.Length && RandomAccess.Read(file, bytes[total..], at + total) is var read and > 0)
        {
            total += read;
        }

        return total;
    }
}
