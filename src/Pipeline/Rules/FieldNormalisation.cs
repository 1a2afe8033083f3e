using System.Globalization;

namespace Freshet.Rules;

internal static class FieldNormalisation
{
    public static bool Same(string name, string? stored, string? presented)
    {
        if (stored is null || presented is null)
        {
            // §4.1: if absent from a request, it can only match another request if it is also absent there
            return stored is null && presented is null;
        }

        return stored == presented || Normal(name, stored) == Normal(name, presented);
    }

    // §4.1: adding or removing whitespace where allowed in the syntax; combining lines; and what has identical semantics by the field's
    // specification: case where it does not count, and the order of members with different weights. Members of equal weight keep theirs:
    // many servers take the first.
    private static string Normal(string name, string value)
    {
        var members = Members(value);
        var (weighted, caseless) = Kind(name);
        if (caseless)
        {
            members = members.ConvertAll(static member => member.ToLowerInvariant());
        }

        IEnumerable<string> ordered = weighted ? members.OrderByDescending(Weight) : members;
        return string.Join(',', ordered);
    }

    private static (bool Weighted, bool Caseless) Kind(string name)
    {
        if (!name.StartsWith("Accept", StringComparison.OrdinalIgnoreCase))
        {
            return default;
        }

        return name.Length == 6 ? (true, false)
            : (name.ToUpperInvariant() is "ACCEPT-LANGUAGE" or "ACCEPT-ENCODING" or "ACCEPT-CHARSET") ? (true, true)
            : default;
    }

    private static List<string> Members(string value)
    {
        List<string> members = [];
        var (start, quoted) = (0, false);
        for (var i = 0; i <= value.Length; i++)
        {
            if (i == value.Length || (value[i] == ',' && !quoted))
            {
                var member = value.AsSpan(start, i - start).Trim(" \t");
                start = i + 1;
                if (!member.IsEmpty)
                {
                    members.Add(member.ToString());
                }
            }
            else if (value[i] == '"')
            {
                quoted = !quoted;
            }
            else if (value[i] == '\\' && quoted)
            {
                i = Math.Min(i + 1, value.Length - 1);
            }
        }

        return members;
    }

    private static double Weight(string member)
    {
        var q = member.LastIndexOf(";q=", StringComparison.OrdinalIgnoreCase);
        q = q < 0 ? member.LastIndexOf("; q=", StringComparison.OrdinalIgnoreCase) + 1 : q;
        return q > 0 && double.TryParse(member.AsSpan(q + 3), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
            ? weight
            : 1;
    }
}
