using System.Net.Sockets;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>One server and the connections to it, each made when it is first used and again when it broke.</summary>
internal sealed class MemcachedServer(string host, int port, MemcachedStoreOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan FailureHolds = TimeSpan.FromMilliseconds(200);

    private readonly MemcachedConnection?[] _connections = new MemcachedConnection?[options.Connections];
    private readonly SemaphoreSlim _connecting = new(1);
    private StoreException? _failure;
    private long _failedAt;
    private uint _next;

    public string Name { get; } = $"{host}:{port}";

    public async ValueTask<MetaResponse> CallAsync(
        ReadOnlyMemory<byte> line, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        int at = (int)(Interlocked.Increment(ref _next) % (uint)_connections.Length);
        MemcachedConnection connection = _connections[at] is { IsBroken: false } open ? open : await ConnectAsync(at, cancellationToken).ConfigureAwait(false);
        return await connection.CallAsync(line, head, value, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (MemcachedConnection? connection in _connections)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<MemcachedConnection> ConnectAsync(int at, CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_connections[at] is { IsBroken: false } open)
            {
                return open;
            }

            if (_failure is not null && TimeProvider.System.GetElapsedTime(_failedAt) < FailureHolds)
            {
                // Those who waited behind an attempt that failed don't each make one of their own.
                throw new StoreException(_failure.Message, _failure);
            }

            MemcachedConnection connection = await MemcachedConnection.ConnectAsync(host, port, options.Timeout, cancellationToken).ConfigureAwait(false);
            (_connections[at], _failure) = (connection, null);
            return connection;
        }
        catch (Exception e) when (e is SocketException || (e is StoreException && _failure is null))
        {
            (_failure, _failedAt) = (new StoreException($"memcached at {Name} can't be reached: {e.Message}", e), TimeProvider.System.GetTimestamp());
            throw _failure;
        }
        finally
        {
            _connecting.Release();
        }
    }
}
