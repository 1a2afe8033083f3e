using System.Buffers.Binary;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>How many bytes the files take, as all processes on the directory know it together: near the truth, and put right by every walk.</summary>
/// <remarks>Each process adds what it wrote and removed to the file <c>usage</c> now and then, and learns from it of the others.</remarks>
internal sealed class FileUsage(string path, long publishEvery)
{
    public const int Block = 4096;

    private readonly Lock _publishing = new();
    private long _shared;
    private long _own;

    public long Bytes => Math.Max(0, Interlocked.Read(ref _shared) + Interlocked.Read(ref _own));

    /// <summary>What a file takes on disk.</summary>
    public static long OnDisk(long length) => (length + Block - 1) / Block * Block;

    /// <summary>Reads what the processes before this one counted; false when nobody did.</summary>
    public bool TryLoad() => Exchange(static (found, _) => found ?? 0, out bool known) && known;

    public void Add(long bytes)
    {
        if (Math.Abs(Interlocked.Add(ref _own, bytes)) >= publishEvery)
        {
            Publish();
        }
    }

    /// <summary>Tells the others what this process has added, unless one of them is just telling.</summary>
    public void Publish() => Exchange(static (found, own) => (found ?? 0) + own, out _);

    /// <summary>Puts the count right after a walk.</summary>
    public void Set(long bytes)
    {
        if (!Exchange((_, _) => bytes, out _))
        {
            Interlocked.Exchange(ref _shared, bytes);
            Interlocked.Exchange(ref _own, 0);
        }
    }

    private bool Exchange(Func<long?, long, long> update, out bool known)
    {
        known = false;
        lock (_publishing)
        {
            try
            {
                using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
                Span<byte> bytes = stackalloc byte[16];
                long? found = file.ReadAtLeast(bytes, 16, throwOnEndOfStream: false) == 16
                    && BodyDigest.Compute(bytes[..8]) == BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])
                    ? BinaryPrimitives.ReadInt64LittleEndian(bytes)
                    : null;
                known = found is not null;
                long own = Interlocked.Read(ref _own);
                long total = Math.Max(0, update(found, own));
                BinaryPrimitives.WriteInt64LittleEndian(bytes, total);
                BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], BodyDigest.Compute(bytes[..8]));
                file.Position = 0;
                file.Write(bytes);
                Interlocked.Add(ref _own, -own);
                Interlocked.Exchange(ref _shared, total);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }
}
