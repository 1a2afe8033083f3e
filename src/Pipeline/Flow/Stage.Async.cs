using System.Runtime.CompilerServices;

namespace Freshet.Flows;

public static partial class Stage
{
    /// <summary>A stage that makes something of each item, asynchronously. What the function throws breaks the flow.</summary>
    /// <typeparam name="TIn">What comes in.</typeparam>
    /// <typeparam name="TOut">What the function gives.</typeparam>
    /// <param name="map">The function; its token is cancelled with the run.</param>
    /// <param name="parallelism">How many items at a time; the default is 1.</param>
    /// <param name="ordered">Whether results keep the order of their items; the default is false. With it, a slow item holds back later ones.</param>
    [OverloadResolutionPriority(1)]
    public static Stage<TIn, TOut> MapAsync<TIn, TOut>(
        Func<TIn, CancellationToken, ValueTask<TOut>> map, int parallelism = 1, bool ordered = false)
    {
        ArgumentNullException.ThrowIfNull(map);
        return MapOf<TIn, TOut>(map, parallelism, ordered, map);
    }

    /// <inheritdoc cref="MapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    public static Stage<TIn, TOut> MapAsync<TIn, TOut>(
        Func<TIn, CancellationToken, Task<TOut>> map, int parallelism = 1, bool ordered = false)
    {
        ArgumentNullException.ThrowIfNull(map);
        return MapOf<TIn, TOut>(map, parallelism, ordered, (item, token) => new ValueTask<TOut>(map(item, token)));
    }

    /// <inheritdoc cref="MapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    [OverloadResolutionPriority(1)]
    public static Stage<TIn, TOut> MapAsync<TIn, TOut>(
        Func<TIn, ValueTask<TOut>> map, int parallelism = 1, bool ordered = false)
    {
        ArgumentNullException.ThrowIfNull(map);
        return MapOf<TIn, TOut>(map, parallelism, ordered, (item, _) => map(item));
    }

    /// <inheritdoc cref="MapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    public static Stage<TIn, TOut> MapAsync<TIn, TOut>(
        Func<TIn, Task<TOut>> map, int parallelism = 1, bool ordered = false)
    {
        ArgumentNullException.ThrowIfNull(map);
        return MapOf<TIn, TOut>(map, parallelism, ordered, (item, _) => new ValueTask<TOut>(map(item)));
    }

    /// <summary>A stage that makes something of each item, asynchronously, and may fail item by item: a failed item flows on.</summary>
    /// <typeparam name="TIn">What comes in.</typeparam>
    /// <typeparam name="TOut">What the function gives.</typeparam>
    /// <param name="map">The function; its token is cancelled with the run.</param>
    /// <param name="parallelism">How many items at a time; the default is 1.</param>
    /// <param name="ordered">Whether results keep the order of their items; the default is false. With it, a slow item holds back later ones.</param>
    [OverloadResolutionPriority(1)]
    public static Stage<TIn, Attempt<TIn, TOut>> TryMapAsync<TIn, TOut>(
        Func<TIn, CancellationToken, ValueTask<TOut>> map, int parallelism = 1, bool ordered = false)
    {
        ArgumentNullException.ThrowIfNull(map);
        return TryMapOf<TIn, TOut>(map, parallelism, ordered, map);
    }

    /// <inheritdoc cref="TryMapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    public static Stage<TIn, Attempt<TIn, TOut>> TryMapAsync<TIn, TOut>(
        Func<TIn, CancellationToken, Task<TOut>> map, int parallelism = 1, bool ordered = false)
    {
        ArgumentNullException.ThrowIfNull(map);
        return TryMapOf<TIn, TOut>(map, parallelism, ordered, (item, token) => new ValueTask<TOut>(map(item, token)));
    }

    /// <inheritdoc cref="TryMapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    [OverloadResolutionPriority(1)]
    public static Stage<TIn, Attempt<TIn, TOut>> TryMapAsync<TIn, TOut>(
        Func<TIn, ValueTask<TOut>> map, int parallelism = 1, bool ordered = false)
    {
        ArgumentNullException.ThrowIfNull(map);
        return TryMapOf<TIn, TOut>(map, parallelism, ordered, (item, _) => map(item));
    }

    /// <inheritdoc cref="TryMapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    public static Stage<TIn, Attempt<TIn, TOut>> TryMapAsync<TIn, TOut>(
        Func<TIn, Task<TOut>> map, int parallelism = 1, bool ordered = false)
    {
        ArgumentNullException.ThrowIfNull(map);
        return TryMapOf<TIn, TOut>(map, parallelism, ordered, (item, _) => new ValueTask<TOut>(map(item)));
    }

    private static WorkerStage<TIn, TOut> MapOf<TIn, TOut>(
        Delegate named, int parallelism, bool ordered, Func<TIn, CancellationToken, ValueTask<TOut>> map)
    {
        Require.Parallelism(parallelism);
        return new WorkerStage<TIn, TOut>(StageName.Of(named, "MapAsync"), parallelism, ordered, map);
    }

    private static WorkerStage<TIn, Attempt<TIn, TOut>> TryMapOf<TIn, TOut>(
        Delegate named, int parallelism, bool ordered, Func<TIn, CancellationToken, ValueTask<TOut>> map)
    {
        Require.Parallelism(parallelism);
        return new WorkerStage<TIn, Attempt<TIn, TOut>>(StageName.Of(named, "TryMapAsync"), parallelism, ordered, async (item, token) =>
        {
            try
            {
                return new Attempt<TIn, TOut>.Succeeded(item, await map(item, token).ConfigureAwait(false));
            }
            catch (Exception error) when (error is not OperationCanceledException || !token.IsCancellationRequested)
            {
                return new Attempt<TIn, TOut>.Failed(item, error);
            }
        });
    }
}
