namespace Freshet.Tests.Values;

/// <summary>A factory that counts its runs and gives their number.</summary>
public sealed class Counted
{
    private int _runs;

    public int Runs => Volatile.Read(ref _runs);

    public Exception? Error { get; set; }

    public Func<CancellationToken, ValueTask<int>> Make => _ =>
    {
        var run = Interlocked.Increment(ref _runs);
        return Error is { } error ? throw error : new ValueTask<int>(run);
    };
}
