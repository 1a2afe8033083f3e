using System.Runtime.CompilerServices;

namespace Freshet.Values;

// Functions of no argument. The files of the other numbers of arguments are alike.
public static partial class MemoizeExtensions
{
    /// <summary>Gives a function of no argument whose result the cache keeps.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="function">The function.</param>
    /// <param name="options">How its results are kept; the cache's defaults when null.</param>
    /// <param name="expression">The text of the function, by which a lambda is known; the compiler gives it.</param>
    /// <exception cref="ArgumentException">A lambda captures variables and has no name.</exception>
    [OverloadResolutionPriority(2)]
    public static MemoizedFunction<ValueTuple, TResult> Memoize<TResult>(
        this ValueCache cache,
        Func<ValueTask<TResult>> function,
        MemoizeOptions<ValueTuple, TResult>? options = null,
        [CallerArgumentExpression(nameof(function))] string expression = "") =>
        Make<ValueTuple, TResult>(
            cache,
            function,
            true,
            Write,
            static _ => default,
            (_, _) => function(),
            options,
            expression);

    /// <inheritdoc cref="Memoize{TResult}(ValueCache, Func{ValueTask{TResult}}, MemoizeOptions{ValueTuple, TResult}?, string)"/>
    [OverloadResolutionPriority(1)]
    public static MemoizedFunction<ValueTuple, TResult> Memoize<TResult>(
        this ValueCache cache,
        Func<Task<TResult>> function,
        MemoizeOptions<ValueTuple, TResult>? options = null,
        [CallerArgumentExpression(nameof(function))] string expression = "") =>
        Make<ValueTuple, TResult>(
            cache,
            function,
            true,
            Write,
            static _ => default,
            (_, _) => new ValueTask<TResult>(function()),
            options,
            expression);

    /// <summary>Gives a function that is not asynchronous whose results the cache keeps; call it by <c>Call</c>.</summary>
    /// <inheritdoc cref="Memoize{TResult}(ValueCache, Func{ValueTask{TResult}}, MemoizeOptions{ValueTuple, TResult}?, string)"/>
    public static MemoizedFunction<ValueTuple, TResult> MemoizeSync<TResult>(
        this ValueCache cache,
        Func<TResult> function,
        MemoizeOptions<ValueTuple, TResult>? options = null,
        [CallerArgumentExpression(nameof(function))] string expression = "") =>
        Make<ValueTuple, TResult>(
            cache,
            function,
            false,
            Write,
            static _ => default,
            (_, _) => new ValueTask<TResult>(function()),
            options,
            expression);

    /// <inheritdoc cref="MemoizedFunction{TArgs, TResult}.CallAsync"/>
    public static ValueTask<TResult> CallAsync<TResult>(
        this MemoizedFunction<ValueTuple, TResult> function, CancellationToken cancellationToken = default) =>
        function.CallAsync(default, cancellationToken);

    /// <inheritdoc cref="MemoizedFunction{TArgs, TResult}.Call"/>
    public static TResult Call<TResult>(
        this MemoizedFunction<ValueTuple, TResult> function) => function.Call(default);

    /// <inheritdoc cref="MemoizedFunction{TArgs, TResult}.SkipAsync"/>
    public static ValueTask<TResult> SkipAsync<TResult>(
        this MemoizedFunction<ValueTuple, TResult> function, CancellationToken cancellationToken = default) =>
        function.SkipAsync(default, cancellationToken);

    /// <inheritdoc cref="MemoizedFunction{TArgs, TResult}.RefreshAsync"/>
    public static ValueTask<TResult> RefreshAsync<TResult>(
        this MemoizedFunction<ValueTuple, TResult> function, CancellationToken cancellationToken = default) =>
        function.RefreshAsync(default, cancellationToken);

    /// <inheritdoc cref="MemoizedFunction{TArgs, TResult}.PeekAsync"/>
    public static ValueTask<Cached<TResult>> PeekAsync<TResult>(
        this MemoizedFunction<ValueTuple, TResult> function, CancellationToken cancellationToken = default) =>
        function.PeekAsync(default, cancellationToken);

    /// <inheritdoc cref="MemoizedFunction{TArgs, TResult}.SetAsync"/>
    public static ValueTask SetAsync<TResult>(
        this MemoizedFunction<ValueTuple, TResult> function, TResult result, CancellationToken cancellationToken = default) =>
        function.SetAsync(default, result, cancellationToken);

    /// <inheritdoc cref="MemoizedFunction{TArgs, TResult}.RemoveAsync"/>
    public static ValueTask<bool> RemoveAsync<TResult>(
        this MemoizedFunction<ValueTuple, TResult> function, CancellationToken cancellationToken = default) =>
        function.RemoveAsync(default, cancellationToken);

    private static void Write(ref KeyWriter to, ValueTuple args, MemoizedSignature signature)
    {
    }
}
