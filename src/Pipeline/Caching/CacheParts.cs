using Freshet.Control;
using Freshet.Events;

namespace Freshet.Caching;

// What the steps of one cache share.
internal sealed record CacheParts(SafeStore Store, CacheTelemetry Telemetry, Controls Controls, TimeProvider Time, long MaxStoredBodyBytes)
{
    public BodyStore Bodies { get; } = new(Store, Telemetry);

    public required Admission Admission { get; init; }

    public FailureMemory Failures { get; } = new(Store, Time);

    // Null where each machine asks for itself.
    public FetchLeases? Leases { get; set; }

    public QueryVariants Queries => field ??= new(this);

    public KeyLocks Locks { get; } = new();

    public Flights Flights { get; } = new();

    public HeadMemo Memo { get; } = new();
}
