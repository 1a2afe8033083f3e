namespace Freshet.Values;

// Cancellation tokens among arguments: the caller waits by its own, and the function, whose result is for all who wait, gets another.
internal static class ArgumentTokens
{
    public static CancellationToken Of<T>(T value, CancellationToken other = default) => value is CancellationToken token ? token : other;

    public static T Swap<T>(T value, CancellationToken token) => value is CancellationToken && token is T swapped ? swapped : value;
}
