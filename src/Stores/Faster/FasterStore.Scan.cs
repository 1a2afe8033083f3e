using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

public sealed partial class FasterStore
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<StoreEntry> ScanAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ThrowIfDisposed();
        byte[] utf8 = Encoding.UTF8.GetBytes(prefix);
        byte[] buffer = new byte[LogRecord.HeaderSize + StoreLimits.MaxKeyBytes];
        var slots = new List<IndexSlot>();
        foreach (IndexShard shard in _index.Shards)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            slots.Clear();
            shard.CopyTo(slots);
            slots.Sort(static (a, b) => a.Address.CompareTo(b.Address));
            foreach (IndexSlot slot in slots)
            {
                if (TryDescribe(slot, utf8, buffer, out StoreEntry entry))
                {
                    yield return entry;
                }
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ThrowIfDisposed();
        if (prefix.Length == 0)
        {
            return await ClearAllAsync(cancellationToken).ConfigureAwait(false);
        }

        long removed = 0;
        await foreach (StoreEntry entry in ScanAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            removed += await RemoveAsync(entry.Key, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        }

        return removed;
    }

    private async ValueTask<long> ClearAllAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ThrowIfFailing();
            cancellationToken.ThrowIfCancellationRequested();
            Task progress = _flusher.Progress;
            if (TryClearAll(out long removed, out long end))
            {
                _flusher.MarkDirty();
                if (_options.Commit == CommitPolicy.EveryWrite)
                {
                    await _flusher.CommitAsync(end).WaitAsync(cancellationToken).ConfigureAwait(false);
                }

                return removed;
            }

            await progress.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private bool TryClearAll(out long removed, out long end)
    {
        (removed, end) = (0, 0);
        Span<byte> head = stackalloc byte[LogRecord.HeaderSize];
        new LogRecord(RecordKind.Cleared, 0, 0, 0, Crc32C.Compute([])).Write(head, [], _layout.Identity);
        lock (_gate)
        {
            ThrowIfDisposed();
            if (!_writer.TryAppend(head, default, out long address))
            {
                return false;
            }

            end = address + LogRecord.Prefix + head.Length;
            removed = _index.Clear(_options.TimeProvider.GetUtcNow().UtcTicks);
            _evictor.Appended(address, head.Length);
            _evictor.DropBefore(address);
            return true;
        }
    }

    private bool TryDescribe(in IndexSlot slot, ReadOnlySpan<byte> prefix, byte[] buffer, out StoreEntry entry)
    {
        entry = default;
        Span<byte> head = buffer.AsSpan(0, Math.Min(slot.Length, StackKeyBytes));
        if (!TryLoadHead(slot, head, out LogRecord record))
        {
            head = buffer.AsSpan(0, Math.Min(slot.Length, buffer.Length));
            if (!TryLoadHead(slot, head, out record))
            {
                return false;
            }
        }

        long now = _options.TimeProvider.GetUtcNow().UtcTicks;
        if (!record.KeyOf(head).StartsWith(prefix)
            || (record.ExpiresTicks != 0 && record.ExpiresTicks <= now)
            || !_index.TryFind(slot.Hash, touch: false, out _))
        {
            return false;
        }

        entry = new StoreEntry(Encoding.UTF8.GetString(record.KeyOf(head)), record.ValueLength, record.Expires);
        return true;
    }

    private bool TryLoadHead(in IndexSlot slot, Span<byte> head, out LogRecord record)
    {
        if (_writer.TryCopy(slot.Address, head) && LogRecord.TryReadHead(head, _layout.Identity, out record))
        {
            return true;
        }

        record = default;
        return _files.Read(slot.Address + LogRecord.Prefix, head) == head.Length
            && LogRecord.TryReadHead(head, _layout.Identity, out record);
    }
}
