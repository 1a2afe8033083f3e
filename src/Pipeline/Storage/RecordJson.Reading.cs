using System.Globalization;
using System.Text.Json;
using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Storage;

internal static partial class RecordJson
{
    public static async ValueTask ReadAsync(string line, int number, ICacheStore store, CancellationToken cancellationToken)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var key = Text(root, "key");
            StoreLimits.CheckKey(key);
            DateTimeOffset? expires = root.TryGetProperty("expires", out _) ? TimeOf(root, "expires") : null;
            var value = root.TryGetProperty("responses", out var responses)
                ? await ReadHeadsAsync(responses, store, cancellationToken).ConfigureAwait(false)
                : Bytes(root);
            StoreLimits.CheckValue(value);
            await store.SetAsync(key, value, expires, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            throw new FormatException($"Line {number} is no record: {e.Message}", e);
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadHeadsAsync(JsonElement responses, ICacheStore store, CancellationToken cancellationToken)
    {
        var heads = StoredHeads.Empty;
        foreach (var response in responses.EnumerateArray().Reverse())
        {
            var body = response.TryGetProperty("body", out var given) ? Bytes(given) : throw new FormatException("A response has no body.");
            var segments = new BodySegment[(body.Length + StoreLimits.MaxSegmentBytes - 1) / StoreLimits.MaxSegmentBytes];
            var id = BodyId.New();
            for (var i = 0; i < segments.Length; i++)
            {
                var start = i * StoreLimits.MaxSegmentBytes;
                var segment = body.AsMemory(start, Math.Min(StoreLimits.MaxSegmentBytes, body.Length - start));
                segments[i] = new BodySegment(segment.Length, BodyDigest.Compute(segment.Span));
                await store.SetAsync(BodyKeys.Segment(id, i), segment, null, cancellationToken).ConfigureAwait(false);
            }

            heads = heads.Adding(ReadHead(response, segments.Length == 0 ? BodyDescriptor.Empty : BodyDescriptor.Of(id, segments)));
        }

        return heads.ToArray();
    }

    private static StoredHead ReadHead(JsonElement response, BodyDescriptor body)
    {
        var fields = new HeaderFields(Pairs(response, "fields").Select(pair => new HeaderField(pair.Name, pair.Value ?? "")));
        var status = response.GetProperty("status").GetInt32();
        if (status is < 100 or > 999)
        {
            throw new FormatException($"A status is {status}.");
        }

        var facts = ResponseFacts.Of(new ResponseHead(status, fields), new CachePolicy(), TimeOf(response, "requested"), TimeOf(response, "received"));
        facts = facts.With(Flag(response, "invalidated", true, ResponseFlags.Invalidated) | Flag(response, "dated", false, ResponseFlags.DateIsReceipt));
        facts = fields.Contains(StoredNote.FieldName) ? facts.With(ResponseFlags.Noted) : facts;
        var selecting = new SelectingFields([.. Pairs(response, "selecting").Select(pair => new SelectingField(pair.Name, pair.Value))]);
        return new StoredHead(Text(response, "method"), selecting, fields, facts, body);
    }

    private static ResponseFlags Flag(JsonElement response, string name, bool when, ResponseFlags flag) =>
        response.TryGetProperty(name, out var given) && given.GetBoolean() == when ? flag : ResponseFlags.None;

    private static IEnumerable<(string Name, string? Value)> Pairs(JsonElement response, string name) =>
        response.GetProperty(name).EnumerateArray().Select(pair => pair.GetArrayLength() == 2 && pair[0].GetString() is { Length: > 0 } field
            ? (field, pair[1].GetString())
            : throw new FormatException($"A pair of '{name}' is not a name and a value."));

    private static byte[] Bytes(JsonElement holder) =>
        holder.TryGetProperty("text", out var text) ? Strict.GetBytes(text.GetString() ?? "")
            : holder.TryGetProperty("base64", out var base64) ? base64.GetBytesFromBase64()
            : throw new FormatException("There is neither 'text' nor 'base64'.");

    private static string Text(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var text) && text.GetString() is { Length: > 0 } found ? found : throw new FormatException($"There is no '{name}'.");

    private static DateTimeOffset TimeOf(JsonElement holder, string name) =>
        DateTimeOffset.TryParse(Text(holder, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : throw new FormatException($"'{name}' is no time such as 2026-01-31T12:00:00Z.");
}
