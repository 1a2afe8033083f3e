using System.Globalization;
using Freshet.Http;

namespace Freshet.Rules;

// What the cache itself notes on a stored response. It is kept as one more field, of a name that no message can have.
internal sealed record StoredNote
{
    public const string FieldName = ":freshet";

    public Lifetime? Lifetime { get; init; }

    // When the response ceased to be fresh by a soft purge.
    public DateTimeOffset? PurgedAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    // The target URI, where the key does not tell it.
    public string? Target { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    // A remembered failure: how many in a row, what went wrong where no response came, and when it is asked again.
    public int Failures { get; init; }

    public string? Failure { get; init; }

    public DateTimeOffset? RetryAt { get; init; }

    public bool IsEmpty => Lifetime is null && PurgedAt is null && UsedAt is null && Target is null && Tags.Count == 0 && Failures == 0;

    public static StoredNote? Of(HeaderFields fields) => fields.First(FieldName) is { } text ? Parse(text) : null;

    // Null when there is nothing to note.
    public static StoredNote? Of(RequestHead request, ResponseHead response, CachePolicy policy)
    {
        var tags = policy.TagFields.Count == 0 ? policy.Tags : [.. policy.Tags.Union(TagsOf(response, policy.TagFields), StringComparer.Ordinal)];
        var lifetime = policy.IsLifetimeOfRequest ? policy.Lifetime : null;
        return tags.Count == 0 && lifetime is null && policy.Target is null ? null : new StoredNote
        {
            Tags = tags,
            Lifetime = lifetime,
            Target = policy.Target?.Invoke(request.Uri),
        };
    }

    // A response as stored, with the note in place of an earlier one.
    public HeaderFields On(HeaderFields fields)
    {
        fields = fields.Without(FieldName);
        return IsEmpty ? fields : fields.With(FieldName, ToString());
    }

    // What stays of it when a 304 gives the response a new start.
    public StoredNote Freshened() => this with { PurgedAt = null, UsedAt = null, Lifetime = Lifetime is Lifetime.Absolute ? null : Lifetime };

    public static StoredNote Parse(string text)
    {
        var note = new StoredNote();
        foreach (var part in text.Split(';'))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var value = equals < 0 ? "" : part[(equals + 1)..];
            note = (equals < 0 ? part : part[..equals]) switch
            {
                "life" => note with { Lifetime = Lifetime.TryParse(value, out var lifetime) ? lifetime : null },
                "purged" => note with { PurgedAt = Time(value) },
                "used" => note with { UsedAt = Time(value) },
                "target" => note with { Target = Uri.UnescapeDataString(value) },
                "tags" => note with { Tags = [.. value.Split(',').Select(Uri.UnescapeDataString)] },
                "failures" => note with { Failures = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 1 },
                "failure" => note with { Failure = Uri.UnescapeDataString(value) },
                "retry" => note with { RetryAt = Time(value) },
                _ => note,
            };
        }

        return note;
    }

    public override string ToString()
    {
        List<string> parts = [];
        Add("life", Lifetime?.ToString());
        Add("purged", Text(PurgedAt));
        Add("used", Text(UsedAt));
        Add("target", Target is null ? null : Uri.EscapeDataString(Target));
        Add("tags", Tags.Count == 0 ? null : string.Join(',', Tags.Select(Uri.EscapeDataString)));
        Add("failures", Failures == 0 ? null : Failures.ToString(CultureInfo.InvariantCulture));
        Add("failure", Failure is null ? null : Uri.EscapeDataString(Failure));
        Add("retry", Text(RetryAt));
        return string.Join(';', parts);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parts.Add($"{name}={value}");
            }
        }
    }

    private static IEnumerable<string> TagsOf(ResponseHead response, IReadOnlyList<string> names)
    {
        foreach (var line in response.Fields.Where(line => Redaction.Has(names, line.Name)))
        {
            // Cache-Tag separates by commas, Surrogate-Key and xkey by spaces.
            char[] separators = line.Value.Contains(',', StringComparison.Ordinal) ? [','] : [' ', '\t'];
            foreach (var tag in line.Value.Split(separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(256))
            {
                if (tag.Length <= 256)
                {
                    yield return tag;
                }
            }
        }
    }

    private static DateTimeOffset? Time(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;

    private static string? Text(DateTimeOffset? time) => time?.UtcTicks.ToString(CultureInfo.InvariantCulture);
}
