using System.Runtime.CompilerServices;

namespace Freshet.Frontiers;

/// <summary>Where a frontier's chunks go that memory has no room for; created when it is first used. Not thread-safe.</summary>
internal sealed class SpillSpace(string? parent) : IDisposable
{
    private readonly HashSet<SpillFile> _files = [];
    private string? _directory;
    private SpillFile? _current;
    private int _number;

    public long Bytes { get; private set; }

    /// <summary>Writes a chunk and lets go of its memory; after an exception the chunk is as it was.</summary>
    public void Write(Chunk chunk)
    {
        try
        {
            var file = _current ??= Create();
            var bytes = chunk.Bytes.AsSpan(chunk.Start, chunk.End - chunk.Start);
            RandomAccess.Write(file.Handle, bytes, file.Length);
            (chunk.File, chunk.Offset) = (file, file.Length);
            chunk.End -= chunk.Start;
            (chunk.Start, chunk.Bytes) = (0, null);
            file.Length += bytes.Length;
            file.Chunks++;
            Bytes += bytes.Length;
            if (file.Length >= SpillFile.MaxLength)
            {
                _current = null;
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or System.Security.SecurityException)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Reads a chunk back; after an exception the chunk is as it was.</summary>
    public void Read(Chunk chunk)
    {
        var file = chunk.File!;
        var bytes = new byte[chunk.End];
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(file.Handle, bytes.AsSpan(done), chunk.Offset + done);
            if (read == 0)
            {
                throw new EndOfStreamException($"The spill file in '{_directory}' is shorter than what was written to it.");
            }

            done += read;
        }

        (chunk.Bytes, chunk.File) = (bytes, null);
        Bytes -= bytes.Length;
        if (--file.Chunks == 0)
        {
            Release(file);
        }
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }

        _files.Clear();
        _current = null;
        if (_directory is not null)
        {
            try
            {
                Directory.Delete(_directory, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The files are closed and were to be deleted on closing; an empty directory harms nobody.
            }
        }
    }

    private void Release(SpillFile file)
    {
        if (file == _current)
        {
            file.Length = 0;
        }
        else
        {
            _files.Remove(file);
            file.Dispose();
        }
    }

    private SpillFile Create()
    {
        _directory ??= Directory.CreateDirectory(
            Path.Combine(parent ?? Path.GetTempPath(), $"freshet-frontier-{Guid.NewGuid():n}")).FullName;
        var path = Path.Combine(_directory, $"{++_number}.queue");
        var file = new SpillFile(
            File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose));
        _files.Add(file);
        return file;
    }
}
