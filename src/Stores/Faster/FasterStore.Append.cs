using System.Buffers;

namespace Freshet.Stores;

public sealed partial class FasterStore
{
    private const long NothingThere = -1;

    /// <summary>Appends a record and publishes it: its end, 0 when the memory of the log is full, or <see cref="NothingThere"/>.</summary>
    private long Append(RecordKind kind, string key, ReadOnlySpan<byte> value, long expiresTicks)
    {
        ThrowIfFailing();
        Span<byte> keyBuffer = stackalloc byte[StackKeyBytes];
        ReadOnlySpan<byte> utf8 = Encode(key, keyBuffer, out byte[]? rentedKey);
        byte[]? rentedHead = null;
        Span<byte> head = utf8.Length <= StackKeyBytes
            ? stackalloc byte[LogRecord.HeaderSize + StackKeyBytes]
            : rentedHead = ArrayPool<byte>.Shared.Rent(LogRecord.HeaderSize + utf8.Length);
        head = head[..(LogRecord.HeaderSize + utf8.Length)];
        var record = new LogRecord(kind, utf8.Length, value.Length, expiresTicks, Crc32C.Compute(value));
        record.Write(head, utf8, _layout.Identity);
        KeyHash hash = KeyHash.Of(utf8, _layout.Identity);
        Return(rentedKey);

        long end = 0;
        lock (_gate)
        {
            ThrowIfDisposed();
            if (kind == RecordKind.Removed && !_index.TryFind(hash, touch: false, out _))
            {
                end = NothingThere;
            }
            else if (_writer.TryAppend(head, value, out long address))
            {
                Publish(kind, hash, address, record);
                end = address + LogRecord.Prefix + record.Size;
                _evictor.Appended(address, record.Size);
            }
        }

        Return(rentedHead);
        if (end > 0)
        {
            _flusher.MarkDirty();
        }

        return end;
    }

    private void Publish(RecordKind kind, KeyHash hash, long address, in LogRecord record)
    {
        if (kind == RecordKind.Value)
        {
            _index.Set(IndexSlot.Value(hash, address, record));
        }
        else
        {
            _index.Set(IndexSlot.Removed(hash, address, record.Size));
        }
    }

    private async ValueTask FinishSetAsync(
        long end, string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        if (end == 0)
        {
            end = await AppendInTurnAsync(RecordKind.Value, key, value, LogRecord.TicksOf(expires), cancellationToken).ConfigureAwait(false);
        }

        if (_options.Commit == CommitPolicy.EveryWrite)
        {
            await _flusher.CommitAsync(end).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> RemoveCoreAsync(string key, CancellationToken cancellationToken)
    {
        if (!_index.TryFind(HashOf(key), touch: false, out IndexSlot slot))
        {
            return false;
        }

        bool expired = HasExpired(slot);

        long end = Append(RecordKind.Removed, key, default, 0);
        if (end == 0)
        {
            end = await AppendInTurnAsync(RecordKind.Removed, key, default, 0, cancellationToken).ConfigureAwait(false);
        }

        if (end != NothingThere && _options.Commit == CommitPolicy.EveryWrite)
        {
            await _flusher.CommitAsync(end).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return end != NothingThere && !expired;
    }

    private bool HasExpired(in IndexSlot slot)
    {
        long now = _options.TimeProvider.GetUtcNow().UtcTicks;
        return slot.ExpiredAt(now)
            || (slot.ExpiredAt(now + TimeSpan.TicksPerSecond)
                && _reader.TryReadHead(slot, new byte[LogReader.MaxHeadBytes], out LogRecord record, out _)
                && record.ExpiresTicks <= now);
    }

    /// <summary>Waits for room in the memory of the log; one caller tries at a time: a written page wakes one, not all.</summary>
    private async ValueTask<long> AppendInTurnAsync(
        RecordKind kind, string key, ReadOnlyMemory<byte> value, long expiresTicks, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                Task progress = _flusher.Progress;
                if (Append(kind, key, value.Span, expiresTicks) is var end && end != 0)
                {
                    return end;
                }

                await progress.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }
}
