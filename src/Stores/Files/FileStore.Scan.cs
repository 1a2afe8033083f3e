using System.Runtime.CompilerServices;
using Freshet.Storage;
using Microsoft.Win32.SafeHandles;

namespace Freshet.Stores;

public sealed partial class FileStore
{
    // What a writer that was killed left behind; a living one needs seconds.
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoreEntry> ScanAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await YieldAsync();
        foreach (FoundFile found in _layout.Files())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryReadKey(found.Path, out RecordEnvelope header) is { } key && key.StartsWith(prefix, StringComparison.Ordinal) && !header.ExpiredAt(Now))
            {
                yield return new StoreEntry(key, header.ValueLength, header.Expires);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await YieldAsync();
        long removed = 0;
        try
        {
            foreach (FoundFile found in _layout.Files())
            {
                cancellationToken.ThrowIfCancellationRequested();
                bool live = false;
                bool goes = TryReadKey(found.Path, out _) is { } key
                    && key.StartsWith(prefix, StringComparison.Ordinal)
                    && Take(found.Path, file => (live = RecordFile.ReadKey(file, out RecordEnvelope header) == key && !header.ExpiredAt(Now)) || true);
                removed += goes && live ? 1 : 0;
            }
        }
        catch (Exception e) when (IsFault(e))
        {
            throw new StoreException($"The records in {_layout.Root} can't be removed: {e.Message}", e);
        }

        _usage.Publish();
        return removed;
    }

    /// <summary>Reads every file and removes those that are expired, unreadable or left behind by a writer that was killed.</summary>
    /// <exception cref="StoreException">The disk failed.</exception>
    public async ValueTask<long> CompactAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await YieldAsync();
        long freed = 0, kept = 0;
        try
        {
            foreach (FoundFile left in _layout.Files(temporary: true).Where(f => Now.UtcDateTime - f.LastUse > Abandoned))
            {
                RecordFile.TryDelete(left.Path);
                freed += FileUsage.OnDisk(left.Length);
            }

            foreach (FoundFile found in _layout.Files())
            {
                cancellationToken.ThrowIfCancellationRequested();
                bool goes = !IsLive(found.Path) && Drop(found);
                freed += goes ? FileUsage.OnDisk(found.Length) : 0;
                kept += goes ? 0 : FileUsage.OnDisk(found.Length);
            }
        }
        catch (Exception e) when (IsFault(e))
        {
            throw new StoreException($"The files in {_layout.Root} can't be tidied: {e.Message}", e);
        }

        _usage.Set(kept);
        return freed;
    }

    private void Sweep(int directory)
    {
        foreach (FoundFile found in _layout.FilesIn(directory))
        {
            if (_disposed == 0 && TryReadKey(found.Path, out RecordEnvelope header) is { } key && header.ExpiredAt(Now))
            {
                Drop(found.Path, key, null);
            }
        }
    }

    private bool IsLive(string path)
    {
        using SafeFileHandle? file = RecordFile.TryOpen(path);
        if (file is null)
        {
            return true;
        }

        using StoreRecord? record = RecordFile.Read(file, null, _options.Name, out RecordEnvelope header, out _);
        return record is not null && !header.ExpiredAt(Now);
    }

    private bool Drop(FoundFile found) => Take(found.Path, file =>
    {
        using StoreRecord? record = RecordFile.Read(file, null, _options.Name, out RecordEnvelope header, out _);
        return record is null || header.ExpiredAt(Now);
    });

    private static string? TryReadKey(string path, out RecordEnvelope header)
    {
        header = default;
        try
        {
            using SafeFileHandle? file = RecordFile.TryOpen(path);
            return file is null ? null : RecordFile.ReadKey(file, out header);
        }
        catch (Exception e) when (IsFault(e))
        {
            return null;
        }
    }
}
