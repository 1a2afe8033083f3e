using Freshet.Storage;

namespace Freshet.Caching;

// A lease that is renewed until it is given back.
internal sealed class HeldLease(ILease lease, TimeSpan duration, TimeProvider time)
{
    private readonly CancellationTokenSource _given = new();
    private Task? _renewing;

    public void Start() => _renewing = RenewAsync();

    public void Release() => _ = ReleaseAsync();

    private async Task RenewAsync()
    {
        try
        {
            do
            {
                await Task.Delay(duration / 3, time, _given.Token).ConfigureAwait(false);
            }
            while (await lease.RenewAsync(duration, _given.Token).ConfigureAwait(false));
        }
        catch (Exception)
        {
            // It is given back, or ends by itself: then another machine asks the origin too.
        }
    }

    private async Task ReleaseAsync()
    {
        await _given.CancelAsync().ConfigureAwait(false);
        await (_renewing ?? Task.CompletedTask).ConfigureAwait(false);
        await lease.DisposeAsync().ConfigureAwait(false);
        _given.Dispose();
    }
}
