using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Freshet.Caching;
using Freshet.Control;
using Freshet.Http;
using Freshet.Program.Cli;
using Freshet.Storage;

namespace Freshet.Program.Running;

/// <summary>Shows stored responses: as lines, and one with all that is known of it.</summary>
internal static class CacheListing
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<int> ListAsync(HttpCache cache, CacheSettings settings)
    {
        var found = await cache.Stored.ListAsync(settings.Filter).ToListAsync();
        var page = found.OrderBy(response => response.Uri?.AbsoluteUri ?? response.Key, StringComparer.Ordinal)
            .Skip((int)Math.Min(settings.Skip, int.MaxValue)).Take((int)Math.Min(settings.Limit, int.MaxValue));
        foreach (var response in page)
        {
            Console.Out.WriteLine(settings.Json ? Json(response, withFields: false) : Line(response));
        }

        return found.Count > 0 ? ExitCodes.Done : 1;
    }

    public static async Task<int> ShowAsync(HttpCache cache, ICacheStore store, CacheSettings settings)
    {
        var found = await cache.Stored.FindAsync(RequestHead.Get(settings.Urls[0]));
        if (found.Count == 0)
        {
            await Console.Error.WriteLineAsync($"freshet: nothing is stored for {settings.Urls[0]}");
            return 1;
        }

        if (settings.Yaml)
        {
            return await CacheTransfer.ShowAsync(store, found.Select(response => response.Key));
        }

        if (settings.Body)
        {
            return await WriteBodyAsync(store, found[0].Key);
        }

        foreach (var response in found)
        {
            Console.Out.WriteLine(settings.Json ? Json(response, withFields: true) : Text(response));
        }

        return ExitCodes.Done;
    }

    private static async Task<int> WriteBodyAsync(ICacheStore store, string key)
    {
        using var record = await store.GetAsync(key);
        if (record is null || !StoredHeads.TryRead(record.Value, out var heads, out _) || heads.Count == 0)
        {
            return 1;
        }

        await using var output = Console.OpenStandardOutput();
        var body = heads[0].Body;
        for (var i = 0; i < body.Segments.Count; i++)
        {
            using var segment = await store.GetAsync(BodyKeys.Segment(body.Id, i));
            if (segment is null || BodyDigest.Compute(segment.Value.Span) != body.Segments[i].Digest)
            {
                await Console.Error.WriteLineAsync("freshet: a part of the body is missing or damaged");
                return 1;
            }

            await output.WriteAsync(segment.Value);
        }

        return ExitCodes.Done;
    }

    private static string Line(StoredResponse response) =>
        $"{response.Status}  {response.BodyLength,10:N0}  {(response.IsFresh ? "fresh" : "stale")}  {Span(response.Age),8}  {response.Uri?.AbsoluteUri ?? response.Key}";

    private static string Text(StoredResponse response)
    {
        var text = new StringBuilder()
            .AppendLine($"{response.Method} {response.Uri?.AbsoluteUri ?? response.Key}")
            .AppendLine($"  status     {response.Status}")
            .AppendLine($"  received   {response.ReceivedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")
            .AppendLine($"  {(response.IsFresh ? "fresh" : "stale")}      age {Span(response.Age)}, lifetime {Span(response.Lifetime.Value)} ({response.Lifetime.Source})")
            .AppendLine($"  body       {response.BodyLength:N0} bytes");
        if (response.Tags.Count > 0)
        {
            text.AppendLine($"  tags       {string.Join(", ", response.Tags)}");
        }

        foreach (var field in response.Fields)
        {
            text.AppendLine($"  {field.Name}: {field.Value}");
        }

        return text.ToString().TrimEnd();
    }

    private static string Json(StoredResponse response, bool withFields)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("url", response.Uri?.AbsoluteUri);
            json.WriteString("key", response.Key);
            json.WriteString("method", response.Method);
            json.WriteNumber("status", response.Status);
            json.WriteNumber("bytes", response.BodyLength);
            json.WriteString("received", response.ReceivedAt.UtcDateTime);
            json.WriteNumber("age", Math.Round(response.Age.TotalSeconds));
            json.WriteNumber("lifetime", Math.Round(response.Lifetime.Value.TotalSeconds));
            json.WriteBoolean("fresh", response.IsFresh);
            json.WriteStartArray("tags");
            foreach (var tag in response.Tags)
            {
                json.WriteStringValue(tag);
            }

            json.WriteEndArray();
            if (withFields)
            {
                json.WriteStartArray("fields");
                foreach (var field in response.Fields)
                {
                    json.WriteStartArray();
                    json.WriteStringValue(field.Name);
                    json.WriteStringValue(field.Value);
                    json.WriteEndArray();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Span(TimeSpan time) =>
        time.TotalDays >= 2 ? $"{time.TotalDays:N0}d" : time.TotalHours >= 2 ? $"{time.TotalHours:N0}h" : time.TotalMinutes >= 2 ? $"{time.TotalMinutes:N0}m" : $"{time.TotalSeconds:N0}s";
}
