using Freshet.Storage;

namespace Freshet.Stores;

public sealed partial class TieredStore
{
    private bool _tellsWhenWritten;

    private void Join(IInvalidationBus? bus)
    {
        if (bus is null)
        {
            return;
        }

        _subscriptions.Add(bus.Subscribe(new Listener(this)));
        if (bus is IObservableStore observable)
        {
            _subscriptions.Add(observable.Observe(_observers));
        }

        // Who is told of a record sooner than the shared tier has it reads the old one again.
        foreach (TierState tier in _tiers.Where(t => t is { Shared: true, Queue: not null }))
        {
            _tellsWhenWritten = true;
            tier.Queue!.Written = TellWritten;
        }
    }

    private async ValueTask LeaveAsync()
    {
        if (_options.Bus is null)
        {
            return;
        }

        if (_options.Bus is IFlushable bus)
        {
            try
            {
                await bus.FlushAsync().AsTask().WaitAsync(_options.FlushTimeout, _options.TimeProvider).ConfigureAwait(false);
            }
            catch (Exception e) when (e is TimeoutException or StoreException)
            {
                _observers.TierFailed("bus", "flush", e);
            }
        }

        await _options.Bus.DisposeAsync().ConfigureAwait(false);
    }

    private void Wrote(string key)
    {
        if (_options.Bus is not null && !_tellsWhenWritten)
        {
            TellWritten(key);
        }
    }

    // The segments of bodies are written once, under names that nobody else can hold.
    private void TellWritten(string key)
    {
        if (!key.StartsWith(BodyKeys.Prefix, StringComparison.Ordinal))
        {
            Tell(new StoreChange.Changed(key));
        }
    }

    private void Tell(StoreChange change) => _options.Bus?.Publish(change);

    /// <summary>A shared tier has lost what it missed: only now do others who ask it find nothing old.</summary>
    private void CaughtUp(TierState tier, StoreChange change)
    {
        if (tier.Shared)
        {
            Tell(change);
        }
    }

    private async ValueTask ForgetAsync(StoreChange change, CancellationToken cancellationToken)
    {
        if (_disposed != 0)
        {
            return;
        }

        if (change is StoreChange.Changed changed)
        {
            using KeyStamps.Change one = _stamps.Begin(changed.Key);
            foreach (TierState tier in _tiers.Where(t => !t.Shared))
            {
                await tier.RemoveAsync(changed.Key, cancellationToken).ConfigureAwait(false);
            }
        }
        else if (change is StoreChange.Cleared cleared)
        {
            using KeyStamps.Change all = _stamps.BeginAll();
            foreach (TierState tier in _tiers.Where(t => !t.Shared))
            {
                await tier.ClearAsync(cleared.Prefix, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private sealed class Listener(TieredStore store) : IInvalidationListener
    {
        public ValueTask ChangedAsync(StoreChange change, CancellationToken cancellationToken = default) => store.ForgetAsync(change, cancellationToken);
    }
}
