using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Caching;

internal sealed partial class InflightBody
{
    // Once the body is not stored, those who are ahead wait for those who are behind; that long for a segment.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // One read from the origin, and what it brings about. It never throws: what goes wrong is told to the readers.
    private async Task StepAsync(TaskCompletionSource step)
    {
        TaskCompletionSource? last = null;
        try
        {
            if (_filled == StoreLimits.MaxSegmentBytes)
            {
                await NextSegmentAsync().ConfigureAwait(false);
            }

            var read = await content.ReadAsync(Room(), flight.Abandoned).ConfigureAwait(false);
            var total = _start + _filled + read;
            if (_isStoring && total > parts.MaxStoredBodyBytes)
            {
                GiveUp(DoNotStoreReason.BodyTooLarge);
            }

            last = Publish(read, isLast: read == 0 || total == announced);
            step.SetResult();
            if (last is not null)
            {
                await FinishAsync().ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            Fail(error);
            step.TrySetResult();
        }

        bool isAbandoned;
        lock (_gate)
        {
            _step = last is null ? _step : null;
            isAbandoned = _isAbandoned && _step is null;
        }

        last?.SetResult();
        if (isAbandoned)
        {
            await CleanUpAsync().ConfigureAwait(false);
        }
    }

    private Memory<byte> Room()
    {
        var size = Math.Min(_open!.Length, StoreLimits.MaxSegmentBytes);
        if (_filled == size)
        {
            var larger = StoreBuffers.Rent(Math.Min(size * 2, StoreLimits.MaxSegmentBytes));
            byte[] smaller;
            lock (_gate)
            {
                smaller = _open;
                smaller.AsSpan(0, _filled).CopyTo(larger);
                _open = larger;
            }

            StoreBuffers.Return(smaller);
            size = Math.Min(larger.Length, StoreLimits.MaxSegmentBytes);
        }

        return _open.AsMemory(_filled, size - _filled);
    }

    // The step that follows at once when this was the last of the body.
    private TaskCompletionSource? Publish(int read, bool isLast)
    {
        lock (_gate)
        {
            _filled += read;
            return _step = isLast ? NewStep() : null;
        }
    }

    private async ValueTask NextSegmentAsync()
    {
        if (_isStoring && !await _writer!.AddAsync(_open.AsMemory(0, _filled), flight.Abandoned).ConfigureAwait(false))
        {
            GiveUp(null);
        }

        if (!_isStoring)
        {
            await AllCaughtUpAsync().ConfigureAwait(false);
            await DiscardAsync().ConfigureAwait(false);
        }

        lock (_gate)
        {
            _start += _filled;
            _filled = 0;
        }
    }

    private async ValueTask AllCaughtUpAsync()
    {
        TaskCompletionSource caughtUp;
        lock (_gate)
        {
            if (AreAllCaughtUp)
            {
                return;
            }

            caughtUp = _caughtUp = NewStep();
        }

        try
        {
            await caughtUp.Task.WaitAsync(Patience, parts.Time, flight.Abandoned).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                foreach (var reader in _readers)
                {
                    reader.Dropped = reader.Position64 < _start + _filled
                        ? new IOException("This reader was too slow for a body that is shared and can't be stored.")
                        : null;
                }
            }
        }
    }

    // The body is passed on and no longer stored. A store that failed has said so itself.
    private void GiveUp(DoNotStoreReason? reason)
    {
        _isStoring = false;
        flight.Close();
        if (reason is { } known)
        {
            parts.Flights.Remember(target.Key, isShared: false);
            parts.Telemetry.NotStored(target.Key, known);
        }
    }

    private async ValueTask FinishAsync()
    {
        if (_isStoring && announced is { } length && length != _start + _filled)
        {
            GiveUp(DoNotStoreReason.Incomplete);
        }

        if (_isStoring && (_filled == 0 || await _writer!.AddAsync(_open.AsMemory(0, _filled), CancellationToken.None).ConfigureAwait(false)))
        {
            var body = _writer!.Finish();
            if (body.Segments.Count > 1)
            {
                parts.Bodies.Leases.Acquire(body.Id);
                _leased = body.Id;
            }

            _isCommitted = await target.CommitAsync(body).ConfigureAwait(false);
        }

        lock (_gate)
        {
            _isEnded = true;
        }

        await EndAsync().ConfigureAwait(false);
    }

    private void Fail(Exception error)
    {
        lock (_gate)
        {
            _error = error as IOException ?? new IOException($"The body could not be read: {error.Message}", error);
            _step = null;
        }

        if (_isStoring && !_isEnded)
        {
            GiveUp(DoNotStoreReason.Incomplete);
        }

        _ = EndAsync();
    }

    private async ValueTask EndAsync()
    {
        flight.Close();
        _landed.TrySetResult();
        try
        {
            await content.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The readers have what there was.
        }
    }

    private async ValueTask CleanUpAsync()
    {
        byte[]? open;
        bool isCutShort;
        lock (_gate)
        {
            if (_isCleanedUp)
            {
                return;
            }

            _isCleanedUp = true;
            (open, _open) = (_open, null);
            isCutShort = !_isEnded && _error is null;
        }

        if (isCutShort)
        {
            if (_isStoring)
            {
                GiveUp(DoNotStoreReason.Incomplete);
            }

            await EndAsync().ConfigureAwait(false);
        }

        if (!_isCommitted)
        {
            await DiscardAsync().ConfigureAwait(false);
        }

        if (_leased is { } leased)
        {
            parts.Bodies.Leases.Release(leased);
        }

        StoreBuffers.Return(open!);
    }

    private async ValueTask DiscardAsync()
    {
        if (Interlocked.Exchange(ref _writer, null) is { } writer)
        {
            await writer.RemoveAsync().ConfigureAwait(false);
        }
    }
}
