using System.Runtime.CompilerServices;

namespace Freshet.Values;

// Functions of one argument. The files of the other numbers of arguments are alike.
public static partial class MemoizeExtensions
{
    /// <summary>Gives a function of one argument whose results the cache keeps.</summary>
    /// <inheritdoc cref="Memoize{TResult}(ValueCache, Func{ValueTask{TResult}}, MemoizeOptions{ValueTuple, TResult}?, string)"/>
    [OverloadResolutionPriority(2)]
    public static MemoizedFunction<T1, TResult> Memoize<T1, TResult>(
        this ValueCache cache,
        Func<T1, ValueTask<TResult>> function,
        MemoizeOptions<T1, TResult>? options = null,
        [CallerArgumentExpression(nameof(function))] string expression = "") =>
        Make<T1, TResult>(
            cache,
            function,
            true,
            WriteOne,
            static args => ArgumentTokens.Of(args),
            (args, cancel) => function(ArgumentTokens.Swap(args, cancel)),
            options,
            expression);

    /// <inheritdoc cref="Memoize{TResult}(ValueCache, Func{ValueTask{TResult}}, MemoizeOptions{ValueTuple, TResult}?, string)"/>
    [OverloadResolutionPriority(1)]
    public static MemoizedFunction<T1, TResult> Memoize<T1, TResult>(
        this ValueCache cache,
        Func<T1, Task<TResult>> function,
        MemoizeOptions<T1, TResult>? options = null,
        [CallerArgumentExpression(nameof(function))] string expression = "") =>
        Make<T1, TResult>(
            cache,
            function,
            true,
            WriteOne,
            static args => ArgumentTokens.Of(args),
            (args, cancel) => new ValueTask<TResult>(function(ArgumentTokens.Swap(args, cancel))),
            options,
            expression);

    /// <summary>Gives a function that is not asynchronous whose results the cache keeps; call it by <c>Call</c>.</summary>
    /// <inheritdoc cref="Memoize{TResult}(ValueCache, Func{ValueTask{TResult}}, MemoizeOptions{ValueTuple, TResult}?, string)"/>
    public static MemoizedFunction<T1, TResult> MemoizeSync<T1, TResult>(
        this ValueCache cache,
        Func<T1, TResult> function,
        MemoizeOptions<T1, TResult>? options = null,
        [CallerArgumentExpression(nameof(function))] string expression = "") =>
        Make<T1, TResult>(
            cache,
            function,
            false,
            WriteOne,
            static args => ArgumentTokens.Of(args),
            (args, cancel) => new ValueTask<TResult>(function(ArgumentTokens.Swap(args, cancel))),
            options,
            expression);

    private static void WriteOne<T1>(ref KeyWriter to, T1 args, MemoizedSignature signature)
    {
        signature.Write(ref to, 0, args);
    }
}
