using System.Collections;

namespace Freshet.Http;

/// <summary>The Cache-Status of a response: how each cache on the way handled the request, the nearest to the origin first (RFC 9211); immutable.</summary>
public sealed class CacheStatus : IReadOnlyList<CacheStatusMember>
{
    /// <summary>The name of the field.</summary>
    public const string FieldName = "Cache-Status";

    private readonly CacheStatusMember[] _members;

    /// <summary>Creates a value from its members.</summary>
    public CacheStatus(IEnumerable<CacheStatusMember> members) => _members = [.. members];

    /// <summary>No members.</summary>
    public static CacheStatus Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _members.Length;

    /// <inheritdoc/>
    public CacheStatusMember this[int index] => _members[index];

    /// <summary>The members of a response's field, empty when there is none or it is not well formed; never throws.</summary>
    public static CacheStatus Of(HeaderFields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return fields.Combined(FieldName) is { } value ? Parse(value) ?? Empty : Empty;
    }

    /// <summary>Parses a field value, or null when it is not well formed.</summary>
    public static CacheStatus? Parse(ReadOnlySpan<char> value)
    {
        if (!StructuredList.TryParse(value, out var list))
        {
            return null;
        }

        List<CacheStatusMember> members = [];
        foreach (var member in list)
        {
            if (CacheStatusMember.Of(member) is { } read)
            {
                members.Add(read);
            }
        }

        return new(members);
    }

    /// <summary>The response's fields with one more member, behind those that came from upstream (§2).</summary>
    /// <remarks>Upstream's members stay word for word; a value that is not well formed goes, as it would spoil the whole.</remarks>
    public static HeaderFields Append(HeaderFields fields, CacheStatusMember member)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(member);
        var upstream = fields.Combined(FieldName)?.Trim();
        return upstream is not { Length: > 0 } || Parse(upstream) is null
            ? fields.Without(FieldName).With(FieldName, member.ToString())
            : fields.Without(FieldName).With(FieldName, $"{upstream}, {member}");
    }

    /// <summary>The value as it stands in the field.</summary>
    public override string ToString() => string.Join(", ", (IEnumerable<CacheStatusMember>)_members);

    /// <inheritdoc/>
    public IEnumerator<CacheStatusMember> GetEnumerator() => ((IEnumerable<CacheStatusMember>)_members).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
