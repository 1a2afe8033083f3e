namespace Freshet.Flows;

/// <summary>The end of a flow that a broken stage brought about. It names every stage that broke.</summary>
public sealed class FlowException : Exception
{
    internal FlowException(IReadOnlyList<StageFault> faults)
        : base(Describe(faults), faults.Count == 1 ? faults[0].Error : new AggregateException(faults.Select(f => f.Error))) =>
        Faults = faults;

    /// <summary>What escaped which stage, the first one first; never empty.</summary>
    public IReadOnlyList<StageFault> Faults { get; }

    private static string Describe(IReadOnlyList<StageFault> faults) =>
        string.Join(" ", faults.Select(f => $"Stage '{f.Stage}' broke: {f.Error.GetType().Name}: {f.Error.Message}"));
}
