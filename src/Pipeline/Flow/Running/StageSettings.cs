namespace Freshet.Flows;

/// <summary>What the user set for a stage, from outside.</summary>
internal readonly record struct StageSettings(string? Name, int? Capacity)
{
    public StageSettings Over(StageSettings inner) => new(Name ?? inner.Name, Capacity ?? inner.Capacity);

    public int CapacityOr(Graph graph) => Capacity ?? graph.Options.Capacity;
}
