using StackExchange.Redis;

namespace Freshet.Stores;

/// <summary>A client made from end points that are Redis itself.</summary>
internal sealed class RedisMaster(ConnectionMultiplexer client) : IRedisMaster
{
    public ConnectionMultiplexer Multiplexer => client;

    public static async Task<IRedisMaster> ConnectAsync(RedisStoreOptions options) => options.SentinelService is null
        ? new RedisMaster(await ConnectAsync(RedisConfiguration.Of(options)).ConfigureAwait(false))
        : await SentinelMaster.ConnectAsync(options, options.SentinelService).ConfigureAwait(false);

    public static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions configuration)
    {
        ConnectionMultiplexer client = await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
        client.PreserveAsyncOrder = false;
        return client;
    }

    public ValueTask DisposeAsync() => CloseAsync(client);

    // Disposal waits for the server, which may have stopped answering.
    public static async ValueTask CloseAsync(ConnectionMultiplexer client)
    {
        await client.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
        client.Dispose();
    }
}
