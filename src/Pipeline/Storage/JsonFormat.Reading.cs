using System.Text.Json;
using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Storage;

public sealed partial class JsonFormat
{
    private static readonly string[] Members = ["key", "expires", "responses", "text", "base64"];
    private static readonly string[] ResponseMembers =
        ["method", "status", "requested", "received", "invalidated", "dated", "targeted", "selecting", "fields", "body"];

    /// <inheritdoc/>
    protected override bool Begins(ReadOnlySpan<byte> line) => true;

    /// <inheritdoc/>
    protected override TransferRecord? Read(ReadOnlyMemory<byte> text, int firstLine)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            Know(root, Members);
            var responses = Member(root, "responses");
            return new TransferRecord
            {
                Key = Text(root, "key"),
                Expires = Member(root, "expires") is null ? null : TimeOf(Text(root, "expires")),
                Responses = responses is null ? null : [.. responses.Value.EnumerateArray().Select(ReadResponse)],
                Value = responses is null ? Bytes(root) : default,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static TransferResponse ReadResponse(JsonElement response)
    {
        Know(response, ResponseMembers);
        return new TransferResponse
        {
            Method = Text(response, "method"),
            Status = response.GetProperty("status").GetInt32(),
            RequestedAt = TimeOf(Text(response, "requested")),
            ReceivedAt = TimeOf(Text(response, "received")),
            IsInvalidated = Member(response, "invalidated")?.GetBoolean() ?? false,
            IsDated = Member(response, "dated")?.GetBoolean() ?? true,
            TargetedField = Member(response, "targeted")?.GetString(),
            Selecting = [.. Pairs(response, "selecting").Select(pair => new SelectingField(pair.Name, pair.Value))],
            Fields = new HeaderFields(Pairs(response, "fields").Select(pair => new HeaderField(pair.Name, pair.Value ?? ""))),
            Body = Bytes(Member(response, "body") ?? throw new FormatException("A response has no 'body'.")),
        };
    }

    // What is misspelt would be without effect.
    private static void Know(JsonElement holder, string[] known)
    {
        if (holder.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new FormatException($"'{Short(unknown)}' is none of {string.Join(", ", known)}.");
        }
    }

    private static IEnumerable<(string Name, string? Value)> Pairs(JsonElement response, string name) =>
        response.GetProperty(name).EnumerateArray().Select(pair => pair.GetArrayLength() == 2 && pair[0].GetString() is { Length: > 0 } field
            ? (field, pair[1].GetString())
            : throw new FormatException($"A pair of '{name}' is not a name and a value."));

    private static byte[] Bytes(JsonElement holder) =>
        Member(holder, "text") is { } text ? Utf8.GetBytes(text.GetString() ?? "")
            : Member(holder, "base64") is { } base64 ? base64.GetBytesFromBase64()
            : throw new FormatException("There is neither 'text' nor 'base64'.");

    private static string Text(JsonElement holder, string name) =>
        Member(holder, name)?.GetString() is { Length: > 0 } found ? found : throw new FormatException($"There is no '{name}'.");

    private static JsonElement? Member(JsonElement holder, string name) => holder.TryGetProperty(name, out var found) ? found : null;
}
