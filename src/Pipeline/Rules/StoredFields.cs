using Freshet.Http;

namespace Freshet.Rules;

/// <summary>Which fields of a response are stored (RFC 9111 §3.1).</summary>
public static class StoredFields
{
    /// <summary>The fields to store: without those of the connection, of a proxy, and those that no-cache or private name.</summary>
    public static HeaderFields Of(HeaderFields response, CachePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(policy);

        // §3.1: fields whose names the Connection field lists are not stored; the no-cache and private cache directives can have
        // arguments that prevent storage of header fields
        var control = CacheControl.Parse(response, policy.TargetedFields);
        var named = VaryFields.Members(response, "Connection");
        Add(ref named, control.NoCacheFields);
        Add(ref named, policy.Shared ? control.PrivateFields : []);
        Add(ref named, policy.UnstoredFields);

        var lines = response.Lines;
        for (var i = 0; i < lines.Length; i++)
        {
            if (!IsStored(lines[i].Name, named))
            {
                return new HeaderFields(Kept(lines, i, named));
            }
        }

        return response;
    }

    private static HeaderField[] Kept(ReadOnlySpan<HeaderField> lines, int first, List<string>? named)
    {
        var kept = new HeaderField[lines.Length - 1];
        lines[..first].CopyTo(kept);
        foreach (ref readonly var line in lines[(first + 1)..])
        {
            if (IsStored(line.Name, named))
            {
                kept[first++] = line;
            }
        }

        return first == kept.Length ? kept : kept[..first];
    }

    private static bool IsStored(string name, List<string>? named)
    {
        var traits = FieldNames.Traits(name);
        return (traits & FieldTraits.Essential) != 0
            || ((traits & FieldTraits.Unstored) == 0 && !IsIn(named, name));
    }

    private static bool IsIn(List<string>? names, string name)
    {
        for (var i = 0; i < names?.Count; i++)
        {
            if (names[i].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static void Add(ref List<string>? named, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            (named ??= []).AddRange(names);
        }
    }
}
