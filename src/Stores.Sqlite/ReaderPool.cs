using System.Collections.Concurrent;

namespace Freshet.Stores;

/// <summary>Connections for reading, lent to one reader at a time.</summary>
internal sealed class ReaderPool(int most, Func<Connection> open) : IDisposable
{
    private readonly SemaphoreSlim _free = new(most);
    private readonly ConcurrentBag<Connection> _idle = [];

    /// <summary>Runs something with a connection of its own; one on which it fails is not used again.</summary>
    public async ValueTask<T> UseAsync<T>(Func<Connection, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (!_idle.TryTake(out Connection? connection))
            {
                connection = open();
            }

            try
            {
                T result = read(connection);
                _idle.Add(connection);
                return result;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits until nobody reads, closes all connections, and runs something before anybody reads again.</summary>
    public void Alone(Action action)
    {
        for (int i = 0; i < most; i++)
        {
            _free.Wait();
        }

        try
        {
            while (_idle.TryTake(out Connection? connection))
            {
                connection.Dispose();
            }

            action();
        }
        finally
        {
            _free.Release(most);
        }
    }

    public void Dispose() => Alone(static () => { });
}
