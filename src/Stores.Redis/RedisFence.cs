using StackExchange.Redis;

namespace Freshet.Stores;

/// <summary>Sees to it that a write which was lost with its connection is not carried out after a later one.</summary>
/// <remarks>
/// What a paused server or a slow network still holds of a broken connection comes in any order with what is sent on the next one. So before the
/// first write after a loss the servers are told to close every other connection of the client, whose name nobody else has.
/// </remarks>
internal sealed class RedisFence
{
    private readonly Lock _lock = new();
    private Task _closing = Task.CompletedTask;
    private int _lost;
    private int _closed;

    /// <summary>Whether a lost write may still be carried out.</summary>
    public bool IsOpen => Volatile.Read(ref _lost) != Volatile.Read(ref _closed);

    /// <summary>Takes note of a write without an answer.</summary>
    public void Lost() => Interlocked.Increment(ref _lost);

    /// <summary>Closes it for what was lost before, or faults as the client does; one call serves all who wait.</summary>
    public Task CloseAsync(ConnectionMultiplexer client)
    {
        lock (_lock)
        {
            if (_closing.IsCompleted)
            {
                _closing = RunAsync(client);
                _ = _closing.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }

            return _closing;
        }
    }

    private async Task RunAsync(ConnectionMultiplexer client)
    {
        int lost = Volatile.Read(ref _lost);
        IServer[] masters = [.. client.GetEndPoints().Select(e => client.GetServer(e)).Where(s => s.IsConnected && !s.IsSlave)];
        if (masters.Length == 0)
        {
            throw new InvalidOperationException("No connection: no server takes writes.");
        }

        foreach (IServer master in masters)
        {
            await CloseAsync(client.ClientName, master).ConfigureAwait(false);
        }

        Volatile.Write(ref _closed, lost);
    }

    private static async Task CloseAsync(string name, IServer server)
    {
        try
        {
            foreach (ClientInfo one in await server.ClientListAsync().ConfigureAwait(false))
            {
                if (one.Name == name && one.SubscriptionCount + one.PatternSubscriptionCount == 0)
                {
                    // It spares the connection that it comes on.
                    await server.ClientKillAsync(one.Id, clientType: null, endpoint: null, skipMe: true).ConfigureAwait(false);
                }
            }
        }
        catch (RedisServerException)
        {
            // A server that does not allow this leaves no more to be done.
        }
    }
}
