using System.Collections.Concurrent;

namespace Freshet.Caching;

// The timers of a fetcher's requests, used again where the clock is the system's: setting one up costs a request more than the rest of its limits.
internal sealed class FetchTimeouts(FetchLimits limits, TimeProvider time)
{
    private readonly ConcurrentBag<CancellationTokenSource> _idle = [];

    public FetchLimits Limits => limits;

    public TimeProvider Time => time;

    public FetchTimeout Start(CancellationToken caller)
    {
        var limit = limits.HeadTimeout < limits.TotalTimeout ? limits.HeadTimeout : limits.TotalTimeout;
        if (_idle.TryTake(out var source))
        {
            source.CancelAfter(limit);
        }

        return new FetchTimeout(this, source ?? new CancellationTokenSource(limit, time), caller);
    }

    public void GiveBack(CancellationTokenSource source)
    {
        if (source.TryReset())
        {
            _idle.Add(source);
        }
        else
        {
            source.Dispose();
        }
    }
}
