namespace Freshet.Values;

internal delegate void ArgumentsWriter<TArgs>(ref KeyWriter to, TArgs args, MemoizedSignature signature);

// A function of any number of arguments as one of a tuple.
internal sealed record FunctionShape<TArgs, TResult>(
    Delegate Original,
    bool IsAsync,
    ArgumentsWriter<TArgs> Write,
    Func<TArgs, CancellationToken> Token,
    Func<TArgs, CancellationToken, ValueTask<TResult>> Invoke);
