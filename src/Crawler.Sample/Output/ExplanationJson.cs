using System.Buffers;
using System.Text;
using System.Text.Json;
using Freshet.Control;
using Freshet.Rules;

namespace Freshet.Program.Output;

/// <summary>An explanation for machines: one JSON object on one line.</summary>
internal static class ExplanationJson
{
    public static string Write(Explanation explanation)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("method", explanation.Request.Method);
            json.WriteString("url", explanation.Request.Uri.AbsoluteUri);
            json.WriteNumber("status", explanation.Response.Status);
            json.WriteString("key", explanation.Key);
            json.WriteBoolean("fromStore", explanation.Storability is null);
            json.WriteBoolean("storable", explanation.Storability is not StorabilityDecision.DoNotStore);
            if (explanation.Storability is StorabilityDecision.DoNotStore no)
            {
                Write(json, "notStored", Reasons.Of(no.Reason));
            }

            json.WriteNumber("freshSeconds", Math.Round(explanation.Lifetime.Value.TotalSeconds, 3));
            Write(json, "freshBy", Reasons.Of(explanation.Lifetime.Source));
            json.WriteNumber("ageSeconds", Math.Round(explanation.Age.TotalSeconds, 3));
            Write(json, "now", explanation.Now);
            Write(json, "afterExpiry", explanation.AfterExpiry);
            json.WriteStartObject("conditions");
            foreach (var field in explanation.Conditions)
            {
                json.WriteString(field.Name, field.Value);
            }

            json.WriteEndObject();
            json.WriteString("whenDisconnected", explanation.WhenDisconnected.ToString());
            json.WriteString("onServerError", explanation.OnServerError.ToString());
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string name, Reason reason)
    {
        json.WriteStartObject(name);
        json.WriteString("reason", reason.Name);
        json.WriteString("text", reason.Text);
        json.WriteString("section", reason.Section);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ReuseDecision decision)
    {
        json.WriteStartObject(name);
        json.WriteString("decision", decision.GetType().Name);
        if (Why(decision) is { } reason)
        {
            json.WriteString("reason", reason.Name);
            json.WriteString("text", reason.Text);
            json.WriteString("section", reason.Section);
        }

        json.WriteEndObject();
    }

    private static Reason? Why(ReuseDecision decision) => decision.Match(
        _ => default(Reason?),
        _ => null,
        stale => Reasons.Of(stale.Reason),
        miss => Reasons.Of(miss.Reason),
        bypass => Reasons.Of(bypass.Reason),
        _ => null);
}
