namespace Freshet.Flows;

/// <summary>What part a stage plays in its flow.</summary>
public enum StageKind
{
    /// <summary>Items begin here.</summary>
    Source,

    /// <summary>Items are transformed here, behind a bounded queue of the stage's own.</summary>
    Stage,

    /// <summary>Items are transformed here, on the thread of the stage before: there is no queue.</summary>
    Fused,

    /// <summary>Items go one of several ways.</summary>
    Branch,

    /// <summary>Items end here.</summary>
    Sink,

    /// <summary>The queue of a loop, the one place that may grow.</summary>
    Loop,
}
