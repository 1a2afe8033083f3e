using System.Runtime.CompilerServices;

namespace Freshet.Flows;

public abstract partial class Source<T>
{
    /// <inheritdoc cref="Stage.Map{TIn, TOut}(Func{TIn, TOut})"/>
    public Source<TNext> Map<TNext>(Func<T, TNext> map) => Via(Stage.Map(map));

    /// <inheritdoc cref="Stage.Map{TIn, TOut}(Func{TIn, TOut}, int, bool)"/>
    public Source<TNext> Map<TNext>(Func<T, TNext> map, int parallelism, bool ordered = false) => Via(Stage.Map(map, parallelism, ordered));

    /// <inheritdoc cref="Stage.Filter{T}(Func{T, bool})"/>
    public Source<T> Filter(Func<T, bool> keep) => Via(Stage.Filter(keep));

    /// <inheritdoc cref="Stage.FlatMap{TIn, TOut}(Func{TIn, IEnumerable{TOut}})"/>
    public Source<TNext> FlatMap<TNext>(Func<T, IEnumerable<TNext>> map) => Via(Stage.FlatMap(map));

    /// <inheritdoc cref="Stage.Tap{T}(Action{T})"/>
    public Source<T> Tap(Action<T> action) => Via(Stage.Tap(action));

    /// <inheritdoc cref="Stage.Take{T}(long)"/>
    public Source<T> Take(long count) => Via(Stage.Take<T>(count));

    /// <inheritdoc cref="Stage.Batch{T}(int, TimeSpan?)"/>
    public Source<T[]> Batch(int size, TimeSpan? maxWait = null) => Via(Stage.Batch<T>(size, maxWait));

    /// <inheritdoc cref="Stage.Branch{TIn, TOut}(Func{TIn, bool}, Stage{TIn, TOut}, Stage{TIn, TOut})"/>
    public Source<TNext> Branch<TNext>(
        Func<T, bool> predicate, Stage<T, TNext> whenTrue, Stage<T, TNext> whenFalse) => Via(Stage.Branch(predicate, whenTrue, whenFalse));

    /// <inheritdoc cref="Stage.Route{TIn, TOut}(Func{TIn, int}, Stage{TIn, TOut}[])"/>
    public Source<TNext> Route<TNext>(Func<T, int> choose, params Stage<T, TNext>[] ways) => Via(Stage.Route(choose, ways));

    /// <inheritdoc cref="Stage.Route{TKey, TIn, TOut}(Func{TIn, TKey}, IReadOnlyDictionary{TKey, Stage{TIn, TOut}}, Stage{TIn, TOut})"/>
    public Source<TNext> Route<TKey, TNext>(
        Func<T, TKey> key, IReadOnlyDictionary<TKey, Stage<T, TNext>> ways, Stage<T, TNext>? otherwise = null)
        where TKey : notnull => Via(Stage.Route(key, ways, otherwise));

    /// <inheritdoc cref="Stage.Divert{T}(Func{T, bool}, Sink{T})"/>
    public Source<T> Divert(Func<T, bool> predicate, Sink<T> sink) => Via(Stage.Divert(predicate, sink));

    /// <inheritdoc cref="Stage.AlsoTo{T}(Sink{T})"/>
    public Source<T> AlsoTo(Sink<T> sink) => Via(Stage.AlsoTo(sink));

    /// <inheritdoc cref="Stage.MapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    [OverloadResolutionPriority(1)]
    public Source<TNext> MapAsync<TNext>(
        Func<T, CancellationToken, ValueTask<TNext>> map, int parallelism = 1, bool ordered = false) => Via(Stage.MapAsync(map, parallelism, ordered));

    /// <inheritdoc cref="Stage.MapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    public Source<TNext> MapAsync<TNext>(
        Func<T, CancellationToken, Task<TNext>> map, int parallelism = 1, bool ordered = false) => Via(Stage.MapAsync(map, parallelism, ordered));

    /// <inheritdoc cref="Stage.MapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    [OverloadResolutionPriority(1)]
    public Source<TNext> MapAsync<TNext>(
        Func<T, ValueTask<TNext>> map, int parallelism = 1, bool ordered = false) => Via(Stage.MapAsync(map, parallelism, ordered));

    /// <inheritdoc cref="Stage.MapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    public Source<TNext> MapAsync<TNext>(
        Func<T, Task<TNext>> map, int parallelism = 1, bool ordered = false) => Via(Stage.MapAsync(map, parallelism, ordered));

    /// <inheritdoc cref="Stage.TryMapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    [OverloadResolutionPriority(1)]
    public Source<Attempt<T, TNext>> TryMapAsync<TNext>(
        Func<T, CancellationToken, ValueTask<TNext>> map, int parallelism = 1, bool ordered = false) => Via(Stage.TryMapAsync(map, parallelism, ordered));

    /// <inheritdoc cref="Stage.TryMapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    public Source<Attempt<T, TNext>> TryMapAsync<TNext>(
        Func<T, CancellationToken, Task<TNext>> map, int parallelism = 1, bool ordered = false) => Via(Stage.TryMapAsync(map, parallelism, ordered));

    /// <inheritdoc cref="Stage.TryMapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    [OverloadResolutionPriority(1)]
    public Source<Attempt<T, TNext>> TryMapAsync<TNext>(
        Func<T, ValueTask<TNext>> map, int parallelism = 1, bool ordered = false) => Via(Stage.TryMapAsync(map, parallelism, ordered));

    /// <inheritdoc cref="Stage.TryMapAsync{TIn, TOut}(Func{TIn, CancellationToken, ValueTask{TOut}}, int, bool)"/>
    public Source<Attempt<T, TNext>> TryMapAsync<TNext>(
        Func<T, Task<TNext>> map, int parallelism = 1, bool ordered = false) => Via(Stage.TryMapAsync(map, parallelism, ordered));
}
