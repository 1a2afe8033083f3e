using System.Runtime.CompilerServices;

namespace Freshet.Values;

// Functions of four arguments. The files of the other numbers of arguments are alike.
public static partial class MemoizeExtensions
{
    /// <summary>Gives a function of four arguments whose results the cache keeps.</summary>
    /// <inheritdoc cref="Memoize{TResult}(ValueCache, Func{ValueTask{TResult}}, MemoizeOptions{ValueTuple, TResult}?, string)"/>
    [OverloadResolutionPriority(2)]
    public static MemoizedFunction<(T1, T2, T3, T4), TResult> Memoize<T1, T2, T3, T4, TResult>(
        this ValueCache cache,
        Func<T1, T2, T3, T4, ValueTask<TResult>> function,
        MemoizeOptions<(T1, T2, T3, T4), TResult>? options = null,
        [CallerArgumentExpression(nameof(function))] string expression = "") =>
        Make<(T1, T2, T3, T4), TResult>(
            cache,
            function,
            true,
            Write,
            static args => ArgumentTokens.Of(args.Item1, ArgumentTokens.Of(args.Item2, ArgumentTokens.Of(args.Item3, ArgumentTokens.Of(args.Item4)))),
            (args, cancel) => function(ArgumentTokens.Swap(args.Item1, cancel), ArgumentTokens.Swap(args.Item2, cancel), ArgumentTokens.Swap(args.Item3, cancel), ArgumentTokens.Swap(args.Item4, cancel)),
            options,
            expression);

    /// <inheritdoc cref="Memoize{TResult}(ValueCache, Func{ValueTask{TResult}}, MemoizeOptions{ValueTuple, TResult}?, string)"/>
    [OverloadResolutionPriority(1)]
    public static MemoizedFunction<(T1, T2, T3, T4), TResult> Memoize<T1, T2, T3, T4, TResult>(
        this ValueCache cache,
        Func<T1, T2, T3, T4, Task<TResult>> function,
        MemoizeOptions<(T1, T2, T3, T4), TResult>? options = null,
        [CallerArgumentExpression(nameof(function))] string expression = "") =>
        Make<(T1, T2, T3, T4), TResult>(
            cache,
            function,
            true,
            Write,
            static args => ArgumentTokens.Of(args.Item1, ArgumentTokens.Of(args.Item2, ArgumentTokens.Of(args.Item3, ArgumentTokens.Of(args.Item4)))),
            (args, cancel) => new ValueTask<TResult>(function(ArgumentTokens.Swap(args.Item1, cancel), ArgumentTokens.Swap(args.Item2, cancel), ArgumentTokens.Swap(args.Item3, cancel), ArgumentTokens.Swap(args.Item4, cancel))),
            options,
            expression);

    /// <summary>Gives a function that is not asynchronous whose results the cache keeps; call it by <c>Call</c>.</summary>
    /// <inheritdoc cref="Memoize{TResult}(ValueCache, Func{ValueTask{TResult}}, MemoizeOptions{ValueTuple, TResult}?, string)"/>
    public static MemoizedFunction<(T1, T2, T3, T4), TResult> MemoizeSync<T1, T2, T3, T4, TResult>(
        this ValueCache cache,
        Func<T1, T2, T3, T4, TResult> function,
        MemoizeOptions<(T1, T2, T3, T4), TResult>? options = null,
        [CallerArgumentExpression(nameof(function))] string expression = "") =>
        Make<(T1, T2, T3, T4), TResult>(
            cache,
            function,
            false,
            Write,
            static args => ArgumentTokens.Of(args.Item1, ArgumentTokens.Of(args.Item2, ArgumentTokens.Of(args.Item3, ArgumentTokens.Of(args.Item4)))),
            (args, cancel) => new ValueTask<TResult>(function(ArgumentTokens.Swap(args.Item1, cancel), ArgumentTokens.Swap(args.Item2, cancel), ArgumentTokens.Swap(args.Item3, cancel), ArgumentTokens.Swap(args.Item4, cancel))),
            options,
            expression);

    /// <inheritdoc cref="MemoizedFunction{TArgs, TResult}.CallAsync"/>
    public static ValueTask<TResult> CallAsync<T1, T2, T3, T4, TResult>(
        this MemoizedFunction<(T1, T2, T3, T4), TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, CancellationToken cancellationToken = default) =>
        function.CallAsync((arg1, arg2, arg3, arg4), cancellationToken);

    /// <inheritdoc cref="MemoizedFunction{TArgs, TResult}.Call"/>
    public static TResult Call<T1, T2, T3, T4, TResult>(
        this MemoizedFunction<(T1, T2, T3, T4), TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4) => function.Call((arg1, arg2, arg3, arg4));

    /// <inheritdoc cref="MemoizedFunction{TArgs, TResult}.SkipAsync"/>
    public static ValueTask<TResult> SkipAsync<T1, T2, T3, T4, TResult>(
        this MemoizedFunction<(T1, T2, T3, T4), TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, CancellationToken cancellationToken = default) =>
        function.SkipAsync((arg1, arg2, arg3, arg4), cancellationToken);

    /// <inheritdoc cref="MemoizedFunction{TArgs, TResult}.RefreshAsync"/>
    public static ValueTask<TResult> RefreshAsync<T1, T2, T3, T4, TResult>(
        this MemoizedFunction<(T1, T2, T3, T4), TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, CancellationToken cancellationToken = default) =>
        function.RefreshAsync((arg1, arg2, arg3, arg4), cancellationToken);

    /// <inheritdoc cref="MemoizedFunction{TArgs, TResult}.PeekAsync"/>
    public static ValueTask<Cached<TResult>> PeekAsync<T1, T2, T3, T4, TResult>(
        this MemoizedFunction<(T1, T2, T3, T4), TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, CancellationToken cancellationToken = default) =>
        function.PeekAsync((arg1, arg2, arg3, arg4), cancellationToken);

    /// <inheritdoc cref="MemoizedFunction{TArgs, TResult}.SetAsync"/>
    public static ValueTask SetAsync<T1, T2, T3, T4, TResult>(
        this MemoizedFunction<(T1, T2, T3, T4), TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, TResult result, CancellationToken cancellationToken = default) =>
        function.SetAsync((arg1, arg2, arg3, arg4), result, cancellationToken);

    /// <inheritdoc cref="MemoizedFunction{TArgs, TResult}.RemoveAsync"/>
    public static ValueTask<bool> RemoveAsync<T1, T2, T3, T4, TResult>(
        this MemoizedFunction<(T1, T2, T3, T4), TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, CancellationToken cancellationToken = default) =>
        function.RemoveAsync((arg1, arg2, arg3, arg4), cancellationToken);

    private static void Write<T1, T2, T3, T4>(ref KeyWriter to, (T1, T2, T3, T4) args, MemoizedSignature signature)
    {
        signature.Write(ref to, 0, args.Item1);
        signature.Write(ref to, 1, args.Item2);
        signature.Write(ref to, 2, args.Item3);
        signature.Write(ref to, 3, args.Item4);
    }
}
