using System.Buffers;
using System.Globalization;
using System.Text;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Stores;

public sealed partial class YamlFormat
{
    private static readonly string[] Members = ["key", "expires", "responses", "value"];
    private static readonly string[] ResponseMembers =
        ["method", "status", "requested", "received", "invalidated", "dated", "targeted", "selecting", "fields", "body"];

    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Append(0x7F).Select(c => (char)c).Except("\t\n\r")]);

    /// <inheritdoc/>
    protected override TransferRecord? Read(ReadOnlyMemory<byte> text, int firstLine)
    {
        string yaml;
        try
        {
            yaml = Utf8.GetString(text.Span);
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("it is not in UTF-8");
        }

        if (yaml.AsSpan().ContainsAny(Controls))
        {
            throw new FormatException("it has control characters, which YAML does not allow");
        }

        return YamlDocument.Parse(yaml, firstLine) is not { } root ? null : ReadRecord(new YamlMembers(root, "a record", Members));
    }

    private static TransferRecord ReadRecord(YamlMembers record)
    {
        var responses = record.Find("responses");
        return new TransferRecord
        {
            Key = record.Text("key"),
            Expires = record.Find("expires") is null ? null : TimeOf(record, "expires"),
            Responses = responses is null ? null : [.. YamlMembers.Items(responses, "responses").Select(item => ReadResponse(new YamlMembers(item, "a response", ResponseMembers)))],
            Value = responses is null ? record.Bytes("value", Utf8) : default,
        };
    }

    private static TransferResponse ReadResponse(YamlMembers response) => new()
    {
        Method = response.Text("method"),
        Status = int.TryParse(response.Text("status"), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? status
            : throw response.Error("status", "is no number"),
        RequestedAt = TimeOf(response, "requested"),
        ReceivedAt = TimeOf(response, "received"),
        IsInvalidated = response.Flag("invalidated", false),
        IsDated = response.Flag("dated", true),
        TargetedField = response.Find("targeted") is null ? null : response.Text("targeted"),
        Selecting = [.. response.Pairs("selecting").Select(pair => new SelectingField(pair.Name, pair.Value is { IsPlain: true, Value: "null" or "~" or "" } ? null : pair.Value.Value))],
        Fields = new HeaderFields(response.Pairs("fields").Select(pair => new HeaderField(pair.Name, pair.Value.Value))),
        Body = response.Bytes("body", Utf8),
    };

    private static DateTimeOffset TimeOf(YamlMembers members, string name)
    {
        try
        {
            return TimeOf(members.Text(name));
        }
        catch (FormatException e)
        {
            throw members.Error(name, e.Message);
        }
    }
}
