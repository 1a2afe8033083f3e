using System.Collections.Concurrent;

namespace Freshet.Caching;

// Collapsed forwarding: of the requests for one key that are under way, one goes to the origin.
internal sealed class Flights
{
    private readonly ConcurrentDictionary<string, Flight> _byKey = new(StringComparer.Ordinal);

    /// <summary>Starts the flight of a key, or gives the one that is under way.</summary>
    public Flight Join(string key, out bool isLeader)
    {
        while (true)
        {
            if (_byKey.TryGetValue(key, out var running))
            {
                isLeader = false;
                return running;
            }

            var flight = new Flight(this, key);
            if (_byKey.TryAdd(key, flight))
            {
                isLeader = true;
                return flight;
            }
        }
    }

    internal sealed class Flight(Flights flights, string key) : IDisposable
    {
        private readonly TaskCompletionSource _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Landed => _landed.Task;

        public void Dispose()
        {
            if (flights._byKey.TryRemove(KeyValuePair.Create(key, this)))
            {
                _landed.TrySetResult();
            }
        }
    }
}
