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
        byte[] buffer = new byte[LogReader.MaxHeadBytes];
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
                if (slot.IsLive && TryDescribe(slot, utf8, buffer, out StoreEntry entry))
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

    private bool TryDescribe(IndexSlot slot, ReadOnlySpan<byte> prefix, byte[] buffer, out StoreEntry entry)
    {
        entry = default;
        LogRecord record;
        ReadOnlySpan<byte> key;
        while (!_reader.TryReadHead(slot, buffer, out record, out key))
        {
            // Unless it has been moved or replaced since the index was copied, it is damaged.
            if (!_index.TryFind(slot.Hash, touch: false, out IndexSlot now) || now.Address == slot.Address)
            {
                return false;
            }

            slot = now;
        }

        if (!key.StartsWith(prefix)
            || (record.ExpiresTicks != 0 && record.ExpiresTicks <= _options.TimeProvider.GetUtcNow().UtcTicks)
            || !_index.TryFind(slot.Hash, touch: false, out _))
        {
            return false;
        }

        entry = new StoreEntry(Encoding.UTF8.GetString(key), record.ValueLength, record.Expires);
        return true;
    }
}
