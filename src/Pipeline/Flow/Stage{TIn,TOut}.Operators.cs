using System.Runtime.CompilerServices;

namespace Freshet.Flows;

public abstract partial class Stage<TIn, TOut>
{
    /// <inheritdoc cref="Stage.Map{TIn, TOut}(Func{TIn, TOut})"/>
    public Stage<TIn, TNext> Map<TNext>(Func<TOut, TNext> map) => Via(Stage.Map(map));

    /// <inheritdoc cref="Stage.Map{TIn, TOut}(Func{TIn, TOut}, int, bool)"/>
    public Stage<TIn, TNext> Map<TNext>(Func<TOut, TNext> map, int parallelism, bool ordered = false) => Via(Stage.Map(map, parallelism, ordered));

    /// <inheritdoc cref="Stage.Filter{T}(Func{T, bool})"/>
    public Stage<TIn, TOut> Filter(Func<TOut, bool> keep) => Via(Stage.Filter(keep));

    /// <inheritdoc cref="Stage.FlatMap{TIn, TOut}(Func{TIn, IEnumerable{TOut}})"/>
    public Stage<TIn, TNext> FlatMap<TNext>(Func<TOut, IEnumerable<TNext>> map) => Via(Stage.FlatMap(map));

    /// <inheritdoc cref="Stage.Tap{T}(Action{T})"/>
    public Stage<TIn, TOut> Tap(Action<TOut> action) => Via(Stage.Tap(action));

    /// <inheritdoc cref="Stage.Take{T}(long)"/>
    public Stage<TIn, TOut> Take(long count) => Via(Stage.Take<TOut>(count));

    /// <inheritdoc cref="Stage.Batch{T}(int, TimeSpan?)"/>
    public Stage<TIn, TOut[]> Batch(int size, TimeSpan? maxWait = null) => Via(Stage.Batch<TOut>(size, maxWait));

    /// <inheritdoc cref="Stage.Branch{TIn, TOut}(Func{TIn, bool}, Stage{TIn, TOut}, Stage{TIn, TOut})"/>
    public Stage<TIn, TNext> Branch<TNext>(
        Func<TOut, bool> predicate, Stage<TOut, TNext> whenTrue, Stage<TOut, TNext> whenFalse) => Via(Stage.Branch(predicate, whenTrue, whenFalse));

    /// <inheritdoc cref="Stage.Route{TIn, TOut}(Func{TIn, int}, Stage{TIn, TOut}[])"/>
    public Stage<TIn, TNext> Route<TNext>(Func<TOut, int> choose, params Stage<TOut, TNext>[] ways) => Via(Stage.Route(choose, ways));

    /// <inheritdoc cref="Stage.Route{TKey, TIn, TOut}(Func{TIn, TKey}, IReadOnlyDictionary{TKey, Stage{TIn, TOut}}, Stage{TIn, TOut})"/>
    public Stage<TIn, TNext> Route<TKey, TNext>(
        Func<TOut, TKey> key, IReadOnlyDictionary<TKey, Stage<TOut, TNext>> ways, Stage<TOut, TNext>? otherwise = null)
        where TKey : notnull => Via(Stage.Route(key, ways, otherwise));

    /// <inheritdoc cref="Stage.Divert{T}(Func{T, bool}, Sink{T})"/>
    public Stage<TIn, TOut> Divert(Func<TOut, bool> predicate, Sink<TOut> sink) => Via(Stage.Divert(predicate, sink));

    /// <inheritdoc cref="Stage.AlsoTo{T}(Sink{T})"/>
    public Stage<TIn, TOut> AlsoTo(Sink<TOut> sink) => Via(Stage.AlsoTo(sink));

    /// <inheritdoc cref="Stage.MapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    [OverloadResolutionPriority(1)]
    public Stage<TIn, TNext> MapAsync<TNext>(
        Func<TOut, CancellationToken, ValueTask<TNext>> map, int parallelism = 1, bool ordered = false) => Via(Stage.MapAsync(map, parallelism, ordered));

    /// <inheritdoc cref="Stage.MapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    public Stage<TIn, TNext> MapAsync<TNext>(
        Func<TOut, CancellationToken, Task<TNext>> map, int parallelism = 1, bool ordered = false) => Via(Stage.MapAsync(map, parallelism, ordered));

    /// <inheritdoc cref="Stage.MapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    [OverloadResolutionPriority(1)]
    public Stage<TIn, TNext> MapAsync<TNext>(
        Func<TOut, ValueTask<TNext>> map, int parallelism = 1, bool ordered = false) => Via(Stage.MapAsync(map, parallelism, ordered));

    /// <inheritdoc cref="Stage.MapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    public Stage<TIn, TNext> MapAsync<TNext>(
        Func<TOut, Task<TNext>> map, int parallelism = 1, bool ordered = false) => Via(Stage.MapAsync(map, parallelism, ordered));

    /// <inheritdoc cref="Stage.TryMapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    [OverloadResolutionPriority(1)]
    public Stage<TIn, Attempt<TOut, TNext>> TryMapAsync<TNext>(
        Func<TOut, CancellationToken, ValueTask<TNext>> map, int parallelism = 1, bool ordered = false) => Via(Stage.TryMapAsync(map, parallelism, ordered));

    /// <inheritdoc cref="Stage.TryMapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    public Stage<TIn, Attempt<TOut, TNext>> TryMapAsync<TNext>(
        Func<TOut, CancellationToken, Task<TNext>> map, int parallelism = 1, bool ordered = false) => Via(Stage.TryMapAsync(map, parallelism, ordered));

    /// <inheritdoc cref="Stage.TryMapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    [OverloadResolutionPriority(1)]
    public Stage<TIn, Attempt<TOut, TNext>> TryMapAsync<TNext>(
        Func<TOut, ValueTask<TNext>> map, int parallelism = 1, bool ordered = false) => Via(Stage.TryMapAsync(map, parallelism, ordered));

    /// <inheritdoc cref="Stage.TryMapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    public Stage<TIn, Attempt<TOut, TNext>> TryMapAsync<TNext>(
        Func<TOut, Task<TNext>> map, int parallelism = 1, bool ordered = false) => Via(Stage.TryMapAsync(map, parallelism, ordered));
}
