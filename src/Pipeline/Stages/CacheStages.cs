using System.Runtime.CompilerServices;
using Freshet.Caching;
using Freshet.Flows;

namespace Freshet.Stages;

/// <summary>The steps of an <see cref="HttpCache"/> as stages of a flow; each calls one step and decides nothing.</summary>
public static class CacheStages
{
    /// <summary>Lets each item through once.</summary>
    /// <param name="isNew">Says, in one atomic step with remembering it, whether an item is new: a seen set's <c>TryAdd</c>, for example.</param>
    public static Stage<T, T> Dedupe<T>(Func<T, bool> isNew) => Stage.Filter(isNew).Named("Dedupe");

    /// <summary>Lets each request through once, by method and target URI.</summary>
    /// <remarks>It remembers every request of its life; a second run of the flow does not start anew.</remarks>
    public static Stage<Exchange, Exchange> Dedupe()
    {
        var seen = new HashSet<(string, string)>();
        return Dedupe<Exchange>(exchange =>
        {
            lock (seen)
            {
                return seen.Add((exchange.Request.Method, exchange.Key));
            }
        });
    }

    /// <summary>Looks requests up; what a stored response answers is complete.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="parallelism">How many requests at a time.</param>
    public static Stage<Exchange, Exchange> Lookup(HttpCache cache, int parallelism = 4)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return Step("Lookup", cache.LookupAsync, parallelism);
    }

    /// <summary>Fetches what is missing.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="fetcher">Asks the origin.</param>
    /// <param name="parallelism">How many requests at a time.</param>
    public static Stage<Exchange, Exchange> Fetch(HttpCache cache, IFetcher fetcher, int parallelism = 16) =>
        Ask("Fetch", cache, fetcher, parallelism);

    /// <summary>Revalidates what is stale.</summary>
    /// <inheritdoc cref="Fetch"/>
    public static Stage<Exchange, Exchange> Revalidate(HttpCache cache, IFetcher fetcher, int parallelism = 16) =>
        Ask("Revalidate", cache, fetcher, parallelism);

    /// <summary>Freshens, stores or replaces with what was fetched; every exchange leaves it complete.</summary>
    /// <inheritdoc cref="Lookup"/>
    public static Stage<Exchange, Exchange> Store(HttpCache cache, int parallelism = 4)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return Step("Store", cache.StoreAsync, parallelism);
    }

    /// <summary>Fetches or revalidates, whichever the lookup calls for, then stores.</summary>
    /// <inheritdoc cref="Fetch"/>
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public static Stage<Exchange, Exchange> Network(HttpCache cache, IFetcher fetcher, int parallelism = 16) =>
        Stage.Branch(exchange => exchange.IsStale, Revalidate(cache, fetcher, parallelism), Fetch(cache, fetcher, parallelism)).Named("Stale?").Via(Store(cache));

    /// <summary>The whole cache: look up, let fresh responses out at once, and send the rest over the network.</summary>
    /// <inheritdoc cref="Fetch"/>
    public static Stage<Exchange, Exchange> Through(HttpCache cache, IFetcher fetcher, int parallelism = 16) =>
        Lookup(cache).Via(Stage.Branch(exchange => exchange.IsComplete, Stage.Of<Exchange>(), Network(cache, fetcher, parallelism)).Named("Fresh?"));

    private static Stage<Exchange, Exchange> Ask(string name, HttpCache cache, IFetcher fetcher, int parallelism)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(fetcher);
        return Stage.MapAsync<Exchange, Exchange>((exchange, cancellationToken) => cache.PassAsync(exchange, fetcher, cancellationToken), parallelism).Named(name);
    }

    private static Stage<Exchange, Exchange> Step(string name, Func<Exchange, CancellationToken, ValueTask> step, int parallelism) =>
        Stage.MapAsync<Exchange, Exchange>(
            (exchange, cancellationToken) =>
            {
                var stepped = step(exchange, cancellationToken);
                return stepped.IsCompletedSuccessfully ? new ValueTask<Exchange>(exchange) : AwaitAsync(stepped, exchange);
            },
            parallelism).Named(name);

    private static async ValueTask<Exchange> AwaitAsync(ValueTask stepped, Exchange exchange)
    {
        await stepped.ConfigureAwait(false);
        return exchange;
    }
}
