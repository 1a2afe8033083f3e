using Freshet.Storage;

namespace Freshet.Caching;

// A body that is stored while it is read. The reader that is ahead pulls it; a chunk is given to the readers at once. Full segments go to
// the store, from where readers that are behind take them; only the open segment is in memory.
internal sealed partial class InflightBody(CacheParts parts, StoreTarget target, Flight flight, Stream content, long? announced)
{
    private readonly Lock _gate = new();
    private readonly List<InflightReader> _readers = [];
    private readonly TaskCompletionSource _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BodyWriter? _writer = new(parts.Bodies);
    private byte[]? _open = StoreBuffers.Rent((int)Math.Clamp(announced ?? FirstRead, 1, StoreLimits.MaxSegmentBytes));
    private int _filled;
    private long _start;
    private TaskCompletionSource? _step;
    private TaskCompletionSource? _caughtUp;
    private IOException? _error;
    private BodyId? _leased;
    private bool _isStoring = true;
    private bool _isCommitted;
    private bool _isEnded;
    private bool _isAbandoned;
    private bool _isCleanedUp;

    private const int FirstRead = 16 << 10;

    // What a reader that shares the body decides by.
    public StoredHead Head => target.Head;

    // Completes when the body is stored, or it is known that it will not be.
    public Task Landed => _landed.Task;

    // Null when the beginning may no longer be had.
    public InflightReader? TryOpen(FlightPass pass)
    {
        lock (_gate)
        {
            if (_isAbandoned || _error is not null || !_isStoring)
            {
                return null;
            }

            var reader = new InflightReader(this, pass);
            _readers.Add(reader);
            return reader;
        }
    }

    public InflightRead TryRead(InflightReader reader, Span<byte> buffer, out int read, out Task? more)
    {
        TaskCompletionSource step;
        var isMine = false;
        lock (_gate)
        {
            (read, more) = (0, null);
            if (reader.Dropped is { } dropped)
            {
                throw dropped;
            }

            if (reader.Position64 < _start)
            {
                return InflightRead.Behind;
            }

            var at = (int)(reader.Position64 - _start);
            if (at < _filled)
            {
                ObjectDisposedException.ThrowIf(_open is null, reader);
                read = Math.Min(_filled - at, buffer.Length);
                _open.AsSpan(at, read).CopyTo(buffer);
                Advanced(reader, read);
                return InflightRead.Read;
            }

            if (_isEnded)
            {
                return InflightRead.Read;
            }

            if (_error is not null)
            {
                throw _error;
            }

            isMine = _step is null;
            step = _step ??= NewStep();
        }

        if (isMine)
        {
            _ = StepAsync(step);
        }

        more = step.Task;
        return InflightRead.Wait;
    }

    public async ValueTask<StoreRecord> ReadSegmentAsync(int index, CancellationToken cancellationToken) =>
        (_writer is { } writer ? await writer.ReadAsync(index, cancellationToken).ConfigureAwait(false) : null)
        ?? throw _error ?? new IOException("What this reader has still to read of the body is no longer in the store.");

    public void Advance(InflightReader reader, int count)
    {
        lock (_gate)
        {
            Advanced(reader, count);
        }
    }

    public void Close(InflightReader reader)
    {
        lock (_gate)
        {
            _readers.Remove(reader);
            NoteCaughtUp();
        }
    }

    // The last caller of the flight has left.
    public void Abandon()
    {
        lock (_gate)
        {
            _isAbandoned = true;
            if (_step is not null)
            {
                return;
            }
        }

        _ = CleanUpAsync();
    }

    private static TaskCompletionSource NewStep() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Advanced(InflightReader reader, int count)
    {
        reader.Position64 += count;
        NoteCaughtUp();
    }

    private void NoteCaughtUp()
    {
        if (_caughtUp is not null && AreAllCaughtUp)
        {
            _caughtUp.TrySetResult();
        }
    }

    private bool AreAllCaughtUp
    {
        get
        {
            foreach (var reader in _readers)
            {
                if (reader.Position64 < _start + _filled && reader.Dropped is null)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
