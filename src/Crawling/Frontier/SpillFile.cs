using Microsoft.Win32.SafeHandles;

namespace Freshet.Frontiers;

/// <summary>A file of chunks, removed when it is full and its last chunk was read.</summary>
internal sealed class SpillFile(SafeFileHandle handle) : IDisposable
{
    public const long MaxLength = 64 << 20;

    public SafeFileHandle Handle { get; } = handle;

    public long Length { get; set; }

    public int Chunks { get; set; }

    public void Dispose() => Handle.Dispose();
}
