using System.Net;
using Freshet.Storage;
using StackExchange.Redis;

namespace Freshet.Stores;

/// <summary>A client of the master that Sentinels name, replaced when they name another.</summary>
internal sealed class SentinelMaster : IRedisMaster
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly RedisStoreOptions _options;
    private readonly string _service;
    private readonly ConnectionMultiplexer _sentinels;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _watching;
    private ConnectionMultiplexer _client;
    private EndPoint _address;

    private SentinelMaster(
        RedisStoreOptions options, string service, ConnectionMultiplexer sentinels, EndPoint address, ConnectionMultiplexer client)
    {
        (_options, _service, _sentinels, _address, _client) = (options, service, sentinels, address, client);
        _watching = WatchAsync();
    }

    public ConnectionMultiplexer Multiplexer => Volatile.Read(ref _client);

    public static async Task<IRedisMaster> ConnectAsync(RedisStoreOptions options, string service)
    {
        ConfigurationOptions configuration = RedisConfiguration.Of(options);
        configuration.CommandMap = CommandMap.Sentinel;
        configuration.TieBreaker = "";
        configuration.ConfigurationChannel = "";
        configuration.Password = null;
        configuration.DefaultDatabase = null;
        ConnectionMultiplexer sentinels = await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
        try
        {
            EndPoint address = await AddressAsync(sentinels, service).ConfigureAwait(false)
                ?? throw new StoreException($"Redis ({options.Name}): no Sentinel that answers knows a master '{service}'.");
            return new SentinelMaster(options, service, sentinels, address, await ConnectAsync(options, address).ConfigureAwait(false));
        }
        catch
        {
            await RedisMaster.CloseAsync(sentinels).ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        _ended.Dispose();
        await RedisMaster.CloseAsync(_client).ConfigureAwait(false);
        await RedisMaster.CloseAsync(_sentinels).ConfigureAwait(false);
    }

    private static Task<ConnectionMultiplexer> ConnectAsync(RedisStoreOptions options, EndPoint address)
    {
        ConfigurationOptions configuration = RedisConfiguration.Of(options);
        configuration.EndPoints.Clear();
        configuration.EndPoints.Add(address);
        return RedisMaster.ConnectAsync(configuration);
    }

    private static async Task<EndPoint?> AddressAsync(ConnectionMultiplexer sentinels, string service)
    {
        foreach (EndPoint sentinel in sentinels.GetEndPoints(configuredOnly: false))
        {
            try
            {
                if (await sentinels.GetServer(sentinel).SentinelGetMasterAddressByNameAsync(service).WaitAsync(Interval * 2).ConfigureAwait(false) is { } master)
                {
                    return master;
                }
            }
            catch (Exception e) when (RedisLane.IsFault(e))
            {
                // The next one may answer.
            }
        }

        return null;
    }

    private async Task WatchAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            await Task.Delay(Interval, _options.TimeProvider, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_ended.IsCancellationRequested || await AddressAsync(_sentinels, _service).ConfigureAwait(false) is not { } address || address.Equals(_address))
            {
                continue;
            }

            try
            {
                ConnectionMultiplexer old = _client;
                Volatile.Write(ref _client, await ConnectAsync(_options, address).ConfigureAwait(false));
                _address = address;
                await RedisMaster.CloseAsync(old).ConfigureAwait(false);
            }
            catch (Exception e) when (RedisLane.IsFault(e))
            {
                // Tried again at the next look.
            }
        }
    }
}
