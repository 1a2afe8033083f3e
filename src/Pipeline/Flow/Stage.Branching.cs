using System.Globalization;
using System.Runtime.CompilerServices;

namespace Freshet.Flows;

public static partial class Stage
{
    /// <summary>A stage that sends each item through one of two stages and merges what comes out, in the order in which it comes.</summary>
    /// <typeparam name="TIn">What comes in.</typeparam>
    /// <typeparam name="TOut">What both ways give.</typeparam>
    /// <param name="predicate">Chooses the way; may be called by several threads at a time. What it throws breaks the flow.</param>
    /// <param name="whenTrue">The way of the items that it is true of.</param>
    /// <param name="whenFalse">The way of the others.</param>
    /// <remarks>Each way has the bounded queues of its stages: until they are full, a slow way does not hold back the other.</remarks>
    public static Stage<TIn, TOut> Branch<TIn, TOut>(
        Func<TIn, bool> predicate, Stage<TIn, TOut> whenTrue, Stage<TIn, TOut> whenFalse)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        ArgumentNullException.ThrowIfNull(whenTrue);
        ArgumentNullException.ThrowIfNull(whenFalse);
        return new RouteStage<TIn, TOut>(
            StageName.Of(predicate, "Branch"), item => predicate(item) ? 0 : 1, [("yes", whenTrue), ("no", whenFalse)]);
    }

    /// <summary>A stage that sends each item through one of several stages and merges what comes out, in the order in which it comes.</summary>
    /// <typeparam name="TIn">What comes in.</typeparam>
    /// <typeparam name="TOut">What every way gives.</typeparam>
    /// <param name="choose">Gives the index of the way; may be called by several threads at a time. A wrong index breaks the flow.</param>
    /// <param name="ways">The ways; at least one.</param>
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public static Stage<TIn, TOut> Route<TIn, TOut>(Func<TIn, int> choose, params Stage<TIn, TOut>[] ways)
    {
        ArgumentNullException.ThrowIfNull(choose);
        ArgumentNullException.ThrowIfNull(ways);
        ArgumentOutOfRangeException.ThrowIfZero(ways.Length, nameof(ways));
        var numbered = new (string, Stage<TIn, TOut>)[ways.Length];
        for (int i = 0; i < ways.Length; i++)
        {
            numbered[i] = (i.ToString(CultureInfo.InvariantCulture), ways[i]);
        }

        return new RouteStage<TIn, TOut>(StageName.Of(choose, "Route"), choose, numbered);
    }

    /// <summary>A stage that sends each item the way of its key and merges what comes out, in the order in which it comes.</summary>
    /// <typeparam name="TKey">The keys.</typeparam>
    /// <typeparam name="TIn">What comes in.</typeparam>
    /// <typeparam name="TOut">What every way gives.</typeparam>
    /// <param name="key">Gives the key of an item; may be called by several threads at a time.</param>
    /// <param name="ways">The way of each key; read once, now.</param>
    /// <param name="otherwise">The way of an item with another key, which breaks the flow when this is null.</param>
    public static Stage<TIn, TOut> Route<TKey, TIn, TOut>(
        Func<TIn, TKey> key, IReadOnlyDictionary<TKey, Stage<TIn, TOut>> ways, Stage<TIn, TOut>? otherwise = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(ways);
        List<(string, Stage<TIn, TOut>)> all = [];
        Dictionary<TKey, int> index = [];
        foreach ((TKey name, Stage<TIn, TOut> way) in ways)
        {
            index[name] = all.Count;
            all.Add((name.ToString() ?? "", way));
        }

        int others = otherwise is null ? -1 : all.Count;
        if (otherwise is not null)
        {
            all.Add(("otherwise", otherwise));
        }

        ArgumentOutOfRangeException.ThrowIfZero(all.Count, nameof(ways));
        return new RouteStage<TIn, TOut>(StageName.Of(key, "Route"), Choose, [.. all]);

        int Choose(TIn item)
        {
            TKey name = key(item);
            int way = index.GetValueOrDefault(name, others);
            return way >= 0 ? way : throw new InvalidOperationException($"There is no way for the key '{name}', and no other way is given.");
        }
    }

    /// <summary>A stage that sends the items that a predicate picks to a sink, and the others on.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="predicate">Picks items; may be called by several threads at a time. What it throws breaks the flow.</param>
    /// <param name="sink">Where they end.</param>
    public static Stage<T, T> Divert<T>(Func<T, bool> predicate, Sink<T> sink)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        ArgumentNullException.ThrowIfNull(sink);
        return new DivertStage<T>(predicate, sink);
    }
}
