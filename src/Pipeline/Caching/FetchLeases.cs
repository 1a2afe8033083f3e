using Freshet.Storage;

namespace Freshet.Caching;

// Of the machines that share a store, one at a time asks the origin for a key. Where the leases can't be had, each goes on its own.
internal sealed class FetchLeases(FetchLeaseOptions options, CacheParts parts, LookupStep lookup)
{
    // Waits until it is this flight's turn, or another machine's response has completed the exchange, or it has waited long enough.
    public async ValueTask EnterAsync(Exchange exchange, Flight flight, CancellationToken cancellationToken)
    {
        var began = parts.Time.GetTimestamp();
        try
        {
            while (true)
            {
                var lease = await options.Store.TryAcquireAsync(exchange.Key, options.Duration, cancellationToken).ConfigureAwait(false);
                if (lease is not null)
                {
                    flight.Hold(new HeldLease(lease, options.Duration, parts.Time));
                }
                else
                {
                    var left = options.MaxWait - parts.Time.GetElapsedTime(began);
                    if (left <= TimeSpan.Zero
                        || !await options.Store.WaitForReleaseAsync(exchange.Key, left, cancellationToken).ConfigureAwait(false))
                    {
                        return;
                    }

                    exchange.IsCollapsed = true;
                }

                // What the others stored meanwhile is not in the memory of this machine.
                exchange.IsReadPastMemory = true;
                await lookup.RunAsync(exchange, cancellationToken).ConfigureAwait(false);
                if (lease is not null || exchange.IsComplete)
                {
                    return;
                }
            }
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            parts.Telemetry.TierFailed(exchange.Key, options.Store.GetType().Name, "lease", error);
        }
    }
}
