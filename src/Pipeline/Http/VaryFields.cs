namespace Freshet.Http;

/// <summary>The request fields that a response nominates by Vary (RFC 9110 §12.5.5).</summary>
public readonly struct VaryFields
{
    private readonly string[]? _names;

    private VaryFields(string[]? names, bool isAny)
    {
        _names = names;
        IsAny = isAny;
    }

    /// <summary>Whether a member is <c>*</c>: no other request is answered by the response.</summary>
    public bool IsAny { get; }

    /// <summary>The field names as received, each once; empty without Vary.</summary>
    public IReadOnlyList<string> Names => _names ?? [];

    /// <summary>Parses the Vary lines of a response; never throws.</summary>
    public static VaryFields Parse(HeaderFields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        if (Members(fields, "Vary") is not { } names)
        {
            return default;
        }

        var any = names.Remove("*");
        return new VaryFields([.. names], any);
    }

    // Each once; null without any.
    internal static List<string>? Members(HeaderFields fields, string name)
    {
        List<string>? members = null;
        foreach (ref readonly var line in fields.Lines)
        {
            if (!line.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            foreach (var part in line.Value.AsSpan().Split(','))
            {
                var member = line.Value.AsSpan(part).Trim(" \t").ToString();
                if (member.Length > 0 && members?.Contains(member, StringComparer.OrdinalIgnoreCase) != true)
                {
                    (members ??= []).Add(member);
                }
            }
        }

        return members;
    }
}
