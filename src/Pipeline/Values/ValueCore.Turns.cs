using Freshet.Storage;

namespace Freshet.Values;

// One process at a time makes a value, as far as the leases of a store go.
internal sealed partial class ValueCore
{
    private const string LeasePrefix = "l/";

    private async ValueTask<Turn<T>> TakeTurnAsync<T>(Flight<T> flight, ValuePlan plan, long newerThan, StoreBudget budget)
    {
        if (Options.Cluster is not { } cluster || (cluster.Leases ?? Store.Inner as ILeaseStore) is not { } leases || !plan.Places.HasFlag(ValuePlaces.Store))
        {
            return Turn<T>.Free;
        }

        var (name, started) = (LeasePrefix + Keys.Of(flight.Key), Time.GetTimestamp());
        while (true)
        {
            ILease? lease;
            try
            {
                lease = await leases.TryAcquireAsync(name, cluster.Lease, flight.Stopped).ConfigureAwait(false);
                var left = cluster.Wait - Time.GetElapsedTime(started);
                if (lease is null && left > TimeSpan.Zero)
                {
                    await leases.WaitForReleaseAsync(name, left, flight.Stopped).ConfigureAwait(false);
                }
            }
            catch (Exception error) when (!flight.Stopped.IsCancellationRequested)
            {
                // A lease that can't be had for a fault keeps nobody from the value.
                Telemetry.TierFailed(flight.Key, Store.Name, "lease", error);
                return Turn<T>.Free;
            }

            if (await LoadNewerAsync(flight, plan, newerThan, budget, flight.Stopped).ConfigureAwait(false) is { } made)
            {
                await (lease?.DisposeAsync() ?? default).ConfigureAwait(false);
                return new Turn<T>(null, made);
            }

            if (lease is not null)
            {
                return new Turn<T>(lease, null);
            }

            if (Time.GetElapsedTime(started) >= cluster.Wait)
            {
                return !cluster.RaisesOnTimeout
                    ? Turn<T>.Free
                    : throw new TimeoutException($"Another process has been making the value of '{flight.Key}' for more than {cluster.Wait}.");
            }
        }
    }

    private sealed class Turn<T>(ILease? lease, Made<T>? made) : IAsyncDisposable
    {
        public static Turn<T> Free { get; } = new(null, null);

        /// <summary>What another process made meanwhile.</summary>
        public Made<T>? Made => made;

        public ValueTask DisposeAsync() => lease?.DisposeAsync() ?? default;
    }
}
