using System.Globalization;
using System.Text;
using Freshet.Control;
using Freshet.Rules;

namespace Freshet.Program.Output;

/// <summary>An explanation for people.</summary>
internal static class ExplanationText
{
    private static readonly string[] Telling =
        ["Cache-Control", "CDN-Cache-Control", "Expires", "Age", "Date", "ETag", "Last-Modified", "Vary", "Pragma", "Cache-Status", "No-Vary-Search", "Retry-After"];

    public static string Write(Explanation explanation)
    {
        var text = new StringBuilder();
        text.Append(explanation.Request.Method).Append(' ').Append(explanation.Request.Uri.AbsoluteUri).Append('\n');
        Line("answered", explanation.Response.Status.ToString(CultureInfo.InvariantCulture));
        foreach (var field in explanation.Response.Fields.Where(field => Telling.Contains(field.Name, StringComparer.OrdinalIgnoreCase)))
        {
            Line("", $"{field.Name}: {field.Value}");
        }

        Line("key", explanation.Key);
        Line("stored", explanation.Storability?.Match(_ => "yes", no => $"no: {Reasons.Of(no.Reason)}") ?? "it is what is stored");
        Line("fresh for", $"{Time(explanation.Lifetime.Value)}, by {Reasons.Of(explanation.Lifetime.Source)}");
        Line("age", Time(explanation.Age));
        Line("asked now", Decision(explanation.Now));
        Line("asked when stale", Decision(explanation.AfterExpiry));
        foreach (var field in explanation.Conditions)
        {
            Line("", $"sends {field.Name}: {field.Value}");
        }

        Line("server gone then", Stale(explanation.WhenDisconnected));
        Line("server error then", Stale(explanation.OnServerError));
        return text.ToString();

        void Line(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"  {name,-18} {value}\n");
    }

    public static string Decision(ReuseDecision decision) => decision.Match(
        _ => "the stored response answers",
        _ => "the stored response answers, stale as it is",
        stale => $"{(stale.IsConditional ? "validated" : "fetched anew, it has no validator")}: {Reasons.Of(stale.Reason)}"
            + (stale.WhileRevalidating ? "; the stored response answers meanwhile" : ""),
        miss => $"fetched: {Reasons.Of(miss.Reason)}",
        bypass => $"past the cache: {Reasons.Of(bypass.Reason)}",
        _ => "504, the request has only-if-cached (RFC 9111 §5.2.1.7)");

    private static string Time(TimeSpan time) =>
        time.TotalDays >= 2 ? $"{time.TotalDays.ToString("0.#", CultureInfo.InvariantCulture)} days" : Units.Time(time);

    private static string Stale(StalePermission permission) => permission == StalePermission.Allowed
        ? "the stale response stands in"
        : $"the error is passed on: {Reasons.Of(permission)}";
}
