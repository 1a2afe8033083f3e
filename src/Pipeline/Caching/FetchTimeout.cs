namespace Freshet.Caching;

// One timer for both limits: first until the head, then for what is left of the whole.
internal sealed class FetchTimeout : IDisposable
{
    private readonly FetchLimits _limits;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _caller;

    public FetchTimeout(FetchLimits limits, TimeProvider time, CancellationToken caller)
    {
        _limits = limits;
        _time = time;
        _started = time.GetTimestamp();
        _source = new CancellationTokenSource(limits.HeadTimeout < limits.TotalTimeout ? limits.HeadTimeout : limits.TotalTimeout, time);
        _caller = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    public bool IsHeadReceived { get; private set; }

    public void HeadReceived()
    {
        IsHeadReceived = true;
        var rest = _limits.TotalTimeout - _time.GetElapsedTime(_started);
        _source.CancelAfter(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
    }

    public void Dispose()
    {
        _caller.Dispose();
        _source.Dispose();
    }
}
