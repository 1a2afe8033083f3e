namespace Freshet.Flows;

/// <summary>An exception that escaped a stage.</summary>
/// <param name="Stage">The name of the stage.</param>
/// <param name="Error">What it threw.</param>
public sealed record StageFault(string Stage, Exception Error);
