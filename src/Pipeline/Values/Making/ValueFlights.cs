using System.Collections.Concurrent;

namespace Freshet.Values;

internal sealed class ValueFlights
{
    private readonly ConcurrentDictionary<string, Flight> _byKey = new(StringComparer.Ordinal);

    public bool Has(string key) => _byKey.ContainsKey(key);

    /// <summary>Starts the flight of a key, or joins the one that is under way; one of another type or version is left alone.</summary>
    public Flight<T> Join<T>(string key, string? version, out bool isLeader, long newerThan = 0)
    {
        var own = (Flight<T>?)null;
        while (true)
        {
            if (!_byKey.TryGetValue(key, out var running))
            {
                own ??= new Flight<T>(key, version, newerThan);
                if (_byKey.TryAdd(key, own))
                {
                    isLeader = true;
                    return own;
                }
            }
            else if (running.NewerThan < newerThan)
            {
                // It was begun before what its caller has to have; its value is its own callers' alone.
                Supersede(key);
            }
            else if (running is not Flight<T> same || same.Version != version || same.IsSuperseded)
            {
                isLeader = true;
                return own ?? new Flight<T>(key, version, newerThan);
            }
            else if (same.TryJoin())
            {
                isLeader = false;
                return same;
            }
            else
            {
                // Its last caller has left it.
                Remove(running);
            }
        }
    }

    public void Remove(Flight flight) => _byKey.TryRemove(KeyValuePair.Create(flight.Key, flight));

    /// <summary>What is being made of a key is older than what happens to it now.</summary>
    public void Supersede(string key)
    {
        if (_byKey.TryGetValue(key, out var flight))
        {
            flight.IsSuperseded = true;
            Remove(flight);
        }
    }

    public void SupersedeUnder(string prefix)
    {
        foreach (var key in _byKey.Keys)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                Supersede(key);
            }
        }
    }

    public void StopAll()
    {
        foreach (var flight in _byKey.Values)
        {
            flight.Stop();
        }
    }
}
