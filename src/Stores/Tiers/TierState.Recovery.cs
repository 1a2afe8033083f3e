using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>What a tier missed is removed from it: by whoever asks for the key, and by a loop that runs while there is any.</summary>
internal sealed partial class TierState
{
    private const int AtOnce = 64;
    private static readonly TimeSpan FirstTry = TimeSpan.FromMilliseconds(100);

    private readonly Lock _recovery = new();
    private Task _recovering = Task.CompletedTask;
    private bool _isRecovering;

    /// <summary>Takes note that the tier did not hear of a change.</summary>
    public void Missed(string key)
    {
        _missed.Add(key);
        Recover();
    }

    public void MissedAll(string prefix)
    {
        _missed.AddPrefix(prefix);
        Recover();
    }

    /// <summary>Takes from the tier what it should have lost of a key; false when that must wait or fails.</summary>
    public async ValueTask<bool> TryCatchUpAsync(string key, CancellationToken cancellationToken)
    {
        if (_missed.MustWait(key) || Queue?.Has(key) is true)
        {
            return false;
        }

        long now = _missed.Now;
        TierAnswer<bool> answer = await TryAsync("remove", key, static (s, k, c) => s.RemoveAsync(k, c), cancellationToken, key)
            .ConfigureAwait(false);
        if (!answer.Done)
        {
            return false;
        }

        _missed.Remove(key, now);
        _caughtUp(this, new StoreChange.Changed(key));
        return true;
    }

    private void Note(string key, bool done, long began)
    {
        if (done)
        {
            _missed.Remove(key, began);
        }
        else
        {
            Missed(key);
        }
    }

    private void Recover()
    {
        lock (_recovery)
        {
            if (!_isRecovering && !_ended.IsCancellationRequested)
            {
                _isRecovering = true;
                _recovering = Task.Run(RecoverAsync);
            }
        }
    }

    private async Task RecoverAsync()
    {
        CancellationToken ended = _ended.Token;
        TimeSpan wait = FirstTry;
        while (!IsRecovered())
        {
            await Task.Delay(wait, _options.TimeProvider, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = wait * 2 < _options.RetryAfter ? wait * 2 : _options.RetryAfter;
            try
            {
                if (!ended.IsCancellationRequested && await ReplayAsync(ended).ConfigureAwait(false))
                {
                    wait = FirstTry;
                }
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private bool IsRecovered()
    {
        lock (_recovery)
        {
            return !(_isRecovering = _missed.Any && !_ended.IsCancellationRequested);
        }
    }

    /// <summary>Removes what was missed; false when the tier failed at it.</summary>
    private async Task<bool> ReplayAsync(CancellationToken ended)
    {
        foreach (string prefix in _missed.Prefixes())
        {
            if (!await ReplayPrefixAsync(prefix, ended).ConfigureAwait(false))
            {
                return false;
            }
        }

        while (_missed.Keys(AtOnce) is { Length: > 0 } keys)
        {
            // The first alone tries a tier that was left alone.
            if (!await TryCatchUpAsync(keys[0], ended).ConfigureAwait(false))
            {
                return false;
            }

            bool[] done = await Task.WhenAll(keys[1..].Select(k => TryCatchUpAsync(k, ended).AsTask())).ConfigureAwait(false);
            if (done.Contains(false))
            {
                return false;
            }
        }

        return true;
    }

    // Clearing takes as long as it takes: the tier's time-outs are for the answers that somebody waits for.
    private async Task<bool> ReplayPrefixAsync(string prefix, CancellationToken ended)
    {
        if (!_breaker.Allows())
        {
            return false;
        }

        long now = _missed.Now;
        try
        {
            await Store.ClearAsync(prefix, ended).ConfigureAwait(false);
        }
        catch (Exception e) when (!ended.IsCancellationRequested)
        {
            Fail("clear", e);
            return false;
        }

        _breaker.Succeeded();
        _missed.RemovePrefix(prefix, now);
        _caughtUp(this, new StoreChange.Cleared(prefix));
        return true;
    }
}
