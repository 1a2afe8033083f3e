namespace Freshet.Flows;

/// <summary>The counters of one stage at one moment.</summary>
/// <remarks>The counters are read one after the other while the flow runs, so that they may be a few items apart.</remarks>
public sealed record StageSnapshot
{
    /// <summary>The name of the stage, unique in its flow.</summary>
    public required string Name { get; init; }

    /// <summary>The part that the stage plays.</summary>
    public required StageKind Kind { get; init; }

    /// <summary>How many items came in.</summary>
    public required long Received { get; init; }

    /// <summary>How many items went out.</summary>
    public required long Emitted { get; init; }

    /// <summary>How many items an observable's overflow strategy dropped.</summary>
    public required long Dropped { get; init; }

    /// <summary>How many items wait before the stage.</summary>
    public required long Queued { get; init; }

    /// <summary>How many items may wait before the stage; null without a bounded queue.</summary>
    public required int? Capacity { get; init; }

    /// <summary>How many items the stage works on, or can't hand on yet. In a loop: how many were taken and are not completed.</summary>
    public required int InFlight { get; init; }

    /// <summary>How many items the stage may work on at a time.</summary>
    public required int Parallelism { get; init; }

    /// <summary>Items per second, from the start of the run to this moment or to the end of the run.</summary>
    public required double PerSecond { get; init; }

    /// <summary>The mean time that the stage spent on an item, without waiting in queues; null where it is not measured.</summary>
    public required TimeSpan? MeanLatency { get; init; }

    /// <summary>The longest time that the stage spent on an item; null where it is not measured.</summary>
    public required TimeSpan? MaxLatency { get; init; }
}
