namespace Freshet.Values;

/// <summary>Functions whose results a cache of values keeps.</summary>
public static partial class MemoizeExtensions
{
    private static MemoizedFunction<TArgs, TResult> Make<TArgs, TResult>(
        ValueCache cache,
        Delegate function,
        bool isAsync,
        ArgumentsWriter<TArgs> write,
        Func<TArgs, CancellationToken> token,
        Func<TArgs, CancellationToken, ValueTask<TResult>> invoke,
        MemoizeOptions<TArgs, TResult>? options,
        string expression)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new MemoizedFunction<TArgs, TResult>(cache, new FunctionShape<TArgs, TResult>(function, isAsync, write, token, invoke), options, expression);
    }
}
