namespace Freshet.Flows;

/// <summary>Carries the name of a fused stage through the stage whose thread it ran on.</summary>
internal sealed class StageBrokenException(Probe probe, Exception error) : Exception(error.Message, error)
{
    public Probe Probe => probe;
}
