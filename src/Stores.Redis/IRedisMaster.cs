using StackExchange.Redis;

namespace Freshet.Stores;

/// <summary>The client of the server, or the cluster, that takes writes at the moment.</summary>
internal interface IRedisMaster : IAsyncDisposable
{
    ConnectionMultiplexer Multiplexer { get; }
}
