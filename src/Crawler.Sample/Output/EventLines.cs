using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Freshet.Events;

namespace Freshet.Program.Output;

/// <summary>Cache events as lines for people and for machines.</summary>
internal static class EventLines
{
    public static string Text(CacheEvent item)
    {
        var line = new StringBuilder()
            .Append(item.At.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture))
            .Append(' ').Append(Name(item).PadRight(11)).Append(' ').Append(Subject(item));
        Details(item, (name, value) => line.Append(' ').Append(name).Append('=').Append(value));
        return line.ToString();
    }

    public static string Json(CacheEvent item)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("event", Name(item));
            json.WriteString("at", item.At);
            json.WriteString(item is LookupEvent ? "url" : "key", Subject(item));
            Details(item, (name, value) =>
            {
                if (value is IFormattable number)
                {
                    json.WritePropertyName(name);
                    json.WriteRawValue(number.ToString(null, CultureInfo.InvariantCulture));
                }
                else
                {
                    json.WriteString(name, value.ToString());
                }
            });
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Name(CacheEvent item) => JsonNamingPolicy.CamelCase.ConvertName(item.GetType().Name);

    private static string Subject(CacheEvent item) => item is LookupEvent lookup ? lookup.Uri.AbsoluteUri : item.Key;

    private static void Details(CacheEvent item, Action<string, object> add)
    {
        void Add(string name, object? value)
        {
            if (value is not null)
            {
                add(name, value);
            }
        }

        void Answer(int status, string reason)
        {
            Add("status", status);
            Add("reason", reason);
        }

        void Aged(TimeSpan age, string name, string? value)
        {
            Add("age", (long)age.TotalSeconds);
            Add(name, value);
        }

        switch (item)
        {
            case LookupEvent.Hit hit: Aged(hit.Age, "tier", hit.Tier); break;
            case LookupEvent.StaleHit stale: Aged(stale.Age, "reason", stale.Reason); break;
            case LookupEvent.Revalidated revalidated: Add("reason", revalidated.Reason); break;
            case LookupEvent.Replaced replaced: Answer(replaced.Status, replaced.Reason); break;
            case LookupEvent.Miss miss: Answer(miss.Status, miss.Reason); break;
            case LookupEvent.Bypass bypass: Answer(bypass.Status, bypass.Reason); break;
            case LookupEvent.Failed failed: Add("error", failed.Error.Message); break;
            case StoreEvent.Stored stored: Add("bytes", stored.Bytes); break;
            case StoreEvent.NotStored refused: Add("reason", refused.Reason); break;
            case StoreEvent.Promoted promoted: Add("from", promoted.From); Add("to", promoted.To); break;
            case StoreEvent.Evicted evicted: Add("bytes", evicted.Bytes); Add("tier", evicted.Tier); break;
            case StoreEvent.Expired expired: Add("tier", expired.Tier); break;
            case StoreEvent.Corrupt corrupt: Add("tier", corrupt.Tier); Add("problem", corrupt.Problem); break;
            case StoreEvent.RevalidatedInBackground revalidated: Add("outcome", revalidated.Outcome.ToString()); Add("error", revalidated.Error?.Message); break;
            case StoreEvent.TierFailed failed: Add("tier", failed.Tier); Add("operation", failed.Operation); Add("error", failed.Error.Message); break;
        }
    }
}
