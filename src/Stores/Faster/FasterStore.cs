using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A store on disk: an append-only log of FASTER with an index in memory.</summary>
/// <remarks>
/// Whatever a flush has acknowledged survives the end of the process, however it comes. Each record carries its key, its length and
/// CRC-32C checksums, so a torn or altered file costs the records it held and never gives wrong bytes. The size on disk is bounded: the
/// oldest segment gives way, and its records that were read lately are written again. One process holds the directory at a time.
/// </remarks>
public sealed partial class FasterStore : ICacheStore, IFlushable, IObservableStore, ICompactable
{
    private const int StackKeyBytes = 512;

    private readonly FasterStoreOptions _options;
    private readonly string _directory;
    private readonly DirectoryLock _directoryLock;
    private readonly LogLayout _layout;
    private readonly SegmentFiles _files;
    private readonly LogFlusher _flusher;
    private readonly LogWriter _writer;
    private readonly LogIndex _index;
    private readonly LogReader _reader;
    private readonly LogEvictor _evictor;
    private readonly StoreObservers _observers = new();

    // Guards the log's tail: the order of the log and that of the index are the same.
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1);
    private int _disposed;

    /// <summary>How many records there are, expired ones that have not been noticed among them.</summary>
    public long Count => _index.Count;

    /// <summary>How many bytes the log takes on disk, counting whole segments.</summary>
    public long DiskBytes => _evictor.DiskBytes;

    /// <inheritdoc/>
    public IDisposable Observe(IStoreObserver observer) => _observers.Add(observer);

    /// <inheritdoc/>
    public ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckKey(key);
        ThrowIfDisposed();
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StoreRecord?>(cancellationToken);
        }

        Span<byte> buffer = stackalloc byte[StackKeyBytes];
        ReadOnlySpan<byte> utf8 = Encode(key, buffer, out byte[]? rented);
        StoreRecord? record = Read(key, utf8, KeyHash.Of(utf8, _layout.Identity));
        Return(rented);
        return new(record);
    }

    /// <inheritdoc/>
    public ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckKey(key);
        StoreLimits.CheckValue(value);
        ThrowIfDisposed();
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        long end = Append(RecordKind.Value, key, value.Span, LogRecord.TicksOf(expires));
        return end > 0 && _options.Commit != CommitPolicy.EveryWrite
            ? default
            : FinishSetAsync(end, key, value, expires, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckKey(key);
        ThrowIfDisposed();
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<bool>(cancellationToken);
        }

        return RemoveCoreAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return _writer.Log is null ? default : new(_flusher.CommitAsync(_writer.Tail).WaitAsync(cancellationToken));
    }

    private StoreRecord? Read(string key, ReadOnlySpan<byte> utf8, KeyHash hash)
    {
        long now = _options.TimeProvider.GetUtcNow().UtcTicks;
        long tried = 0;
        while (_index.TryFind(hash, touch: true, out IndexSlot slot))
        {
            if (slot.ExpiredAt(now))
            {
                return Expire(key, slot);
            }

            byte[] bytes = StoreBuffers.Rent(slot.Length);
            Span<byte> span = bytes.AsSpan(0, slot.Length);
            if (_reader.TryRead(slot.Address, span, out LogRecord record) && record.KeyOf(span).SequenceEqual(utf8))
            {
                if (record.ExpiresTicks != 0 && record.ExpiresTicks <= now)
                {
                    StoreBuffers.Return(bytes);
                    return Expire(key, slot);
                }

                return StoreRecord.Rented(bytes, (record.Size - record.ValueLength)..record.Size, record.Expires, _options.Name, isChecked: true);
            }

            StoreBuffers.Return(bytes);

            // It may have been moved or replaced meanwhile; at the same place twice it is lost.
            if (slot.Address == tried)
            {
                if (_index.Remove(slot))
                {
                    _observers.Corrupt(key, _options.Name, "The record on disk is damaged.");
                }

                return null;
            }

            tried = slot.Address;
        }

        return null;
    }

    private StoreRecord? Expire(string key, in IndexSlot slot)
    {
        if (_index.Expire(slot))
        {
            _observers.Expired(key, _options.Name);
        }

        return null;
    }

    private KeyHash HashOf(string key)
    {
        Span<byte> buffer = stackalloc byte[StackKeyBytes];
        ReadOnlySpan<byte> utf8 = Encode(key, buffer, out byte[]? rented);
        KeyHash hash = KeyHash.Of(utf8, _layout.Identity);
        Return(rented);
        return hash;
    }

    private static ReadOnlySpan<byte> Encode(string key, Span<byte> buffer, out byte[]? rented)
    {
        rented = key.Length * 3 <= buffer.Length ? null : StoreBuffers.Rent(key.Length * 3);
        Span<byte> target = rented ?? buffer;
        return target[..Encoding.UTF8.GetBytes(key, target)];
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            StoreBuffers.Return(rented);
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed != 0, this);

    private void ThrowIfFailing()
    {
        if (_flusher.Failure is { } failure)
        {
            throw new StoreException($"The store in {_directory} can't be written: {failure.Message}", failure);
        }
    }
}
