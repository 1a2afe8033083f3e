using Freshet.Events;
using Freshet.Rules;

namespace Freshet.Caching;

// What the steps of one cache share.
internal sealed record CacheParts(SafeStore Store, CacheTelemetry Telemetry, CachePolicy Policy, TimeProvider Time)
{
    public BodyStore Bodies { get; } = new(Store, Telemetry);

    public KeyLocks Locks { get; } = new();

    public Flights Flights { get; } = new();
}
