using System.Collections.Concurrent;

namespace Freshet.Caching;

// Collapsed forwarding: of the requests for one key that are under way, one goes to the origin.
internal sealed class Flights
{
    private const int Slots = 4096;
    private readonly ConcurrentDictionary<string, Flight> _byKey = new(StringComparer.Ordinal);
    private readonly int[] _unshared = new int[Slots];

    // Starts the flight of a key, or gives the one that is under way.
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

    // One that nobody joins.
    public Flight Alone(string key) => new(this, key);

    // Whether the last response of the key was of no use to anybody else: then nobody waits for the next. The memory is a table of hashes;
    // a key that is taken for another goes on its own, which costs a request and never correctness.
    public bool IsShared(string key)
    {
        var hash = Hash(key);
        return Volatile.Read(ref _unshared[hash & (Slots - 1)]) != (hash | 1);
    }

    public void Remember(string key, bool isShared)
    {
        var hash = Hash(key);
        ref var slot = ref _unshared[hash & (Slots - 1)];
        if (!isShared)
        {
            Volatile.Write(ref slot, hash | 1);
        }
        else if (Volatile.Read(ref slot) == (hash | 1))
        {
            Volatile.Write(ref slot, 0);
        }
    }

    // What is under way for the key was asked before it was invalidated: those who come now ask anew.
    public void Forget(string key) => _byKey.TryRemove(key, out _);

    public void Remove(string key, Flight flight) => _byKey.TryRemove(KeyValuePair.Create(key, flight));

    private static int Hash(string key) => string.GetHashCode(key, StringComparison.Ordinal);
}
