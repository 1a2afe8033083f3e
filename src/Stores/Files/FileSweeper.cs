namespace Freshet.Stores;

/// <summary>Has one directory after the other looked at, all of them in a given time, for as long as the store is open.</summary>
internal sealed class FileSweeper : IAsyncDisposable
{
    private readonly Action<int> _sweep;
    private readonly ITimer _timer;
    private int _next = Random.Shared.Next(FileLayout.Directories);
    private Task _running = Task.CompletedTask;

    public FileSweeper(TimeProvider time, TimeSpan interval, Action<int> sweep)
    {
        _sweep = sweep;
        TimeSpan each = interval / FileLayout.Directories;
        _timer = time.CreateTimer(static state => ((FileSweeper)state!).Next(), this, each, each);
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    // One that takes longer than its share keeps the next waiting.
    private void Next()
    {
        if (_running.IsCompleted)
        {
            int directory = _next++ % FileLayout.Directories;
            _running = Task.Run(() => Sweep(directory));
        }
    }

    private void Sweep(int directory)
    {
        try
        {
            _sweep(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk fails, which the next caller is told.
        }
    }
}
