namespace Freshet.Caching;

// One timer for both limits: first until the head, then for what is left of the whole.
internal sealed class FetchTimeout : IDisposable
{
    private readonly FetchTimeouts _all;
    private readonly long _started;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _caller;

    public FetchTimeout(FetchTimeouts all, CancellationTokenSource source, CancellationToken caller)
    {
        _all = all;
        _started = all.Time.GetTimestamp();
        _source = source;
        _caller = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
    }

    public CancellationToken Token => _source.Token;

    public bool IsHeadReceived { get; private set; }

    public void HeadReceived()
    {
        IsHeadReceived = true;
        var rest = _all.Limits.TotalTimeout - _all.Time.GetElapsedTime(_started);
        _source.CancelAfter(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
    }

    public void Dispose()
    {
        _caller.Dispose();
        if (IsHeadReceived)
        {
            _all.GiveBack(_source);
        }
        else
        {
            _source.Dispose();
        }
    }
}
