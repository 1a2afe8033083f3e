using System.Globalization;
using System.Text;

namespace Freshet.Flows;

/// <summary>Draws a graph as a Mermaid flowchart.</summary>
internal static class Mermaid
{
    public static string Draw(Graph graph, TimeSpan? elapsed)
    {
        StringBuilder text = new("flowchart LR\n");
        foreach (Probe probe in graph.Probes)
        {
            (string open, string close) = Shape(probe.Kind);
            string label = Escape(probe.Name) + (elapsed is { } time ? Counters(probe.Snapshot(time)) : Plan(probe));
            text.Append(CultureInfo.InvariantCulture, $"    s{probe.Id}{open}\"{label}\"{close}\n");
        }

        foreach (GraphLink link in graph.Links)
        {
            string arrow = link.Back ? "-.->" : "-->";
            string label = link.Label is null ? "" : $"|\"{Escape(link.Label)}\"|";
            text.Append(CultureInfo.InvariantCulture, $"    s{link.From.Id} {arrow}{label} s{link.To.Id}\n");
        }

        return text.ToString();
    }

    private static (string Open, string Close) Shape(StageKind kind) => kind switch
    {
        StageKind.Source or StageKind.Sink => ("([", "])"),
        StageKind.Fused => ("(", ")"),
        StageKind.Branch => ("{", "}"),
        StageKind.Loop => ("[(", ")]"),
        _ => ("[", "]"),
    };

    private static string Plan(Probe probe) =>
        (probe.Queue?.Capacity is { } capacity ? Line($"queue {capacity}") : "")
        + (probe.Parallelism > 1 ? Line($"{probe.Parallelism} at a time") : "");

    private static string Counters(StageSnapshot stage)
    {
        StringBuilder text = new();
        if (stage.Capacity is { } capacity)
        {
            text.Append(Line($"queue {stage.Queued}/{capacity}"));
        }
        else if (stage.Kind == StageKind.Loop)
        {
            text.Append(Line($"queue {stage.Queued:N0}"));
        }

        if (stage.InFlight > 0 || stage.Parallelism > 1)
        {
            text.Append(Line($"in flight {stage.InFlight}/{stage.Parallelism}"));
        }

        text.Append(Line($"{Math.Max(stage.Emitted, stage.Received):N0} items, {stage.PerSecond:N0}/s"));
        if (stage.Kind is StageKind.Fused or StageKind.Stage && stage.Emitted < stage.Received - stage.InFlight - stage.Queued)
        {
            text.Append(Line($"{stage.Emitted:N0} passed"));
        }

        if (stage.Dropped > 0)
        {
            text.Append(Line($"{stage.Dropped:N0} dropped"));
        }

        if (stage.MeanLatency is { } mean)
        {
            text.Append(Line($"{mean.TotalMilliseconds:0.###} ms, at most {stage.MaxLatency!.Value.TotalMilliseconds:0.###} ms"));
        }

        return text.ToString();
    }

    private static string Line(FormattableString text) => "<br/>" + text.ToString(CultureInfo.InvariantCulture);

    private static string Escape(string text) =>
        text.Replace("&", "&amp;").Replace("\"", "#quot;").Replace("<", "&lt;").Replace(">", "&gt;").ReplaceLineEndings(" ");
}
