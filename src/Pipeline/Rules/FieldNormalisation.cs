using System.Globalization;

namespace Freshet.Rules;

internal static class FieldNormalisation
{
    private static readonly Comparer<(string Text, double Weight)> Order = Comparer<(string Text, double Weight)>.Create(
        static (a, b) => a.Weight != b.Weight ? a.Weight.CompareTo(b.Weight) : string.CompareOrdinal(a.Text, b.Text));

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
    // specification: case where it does not count, weights written in several ways, and the order of members, which only weights give.
    private static string Normal(string name, string value)
    {
        var members = Members(value);
        var (weighted, caseless) = Kind(name);
        if (caseless)
        {
            members = members.ConvertAll(static member => member.ToLowerInvariant());
        }

        return string.Join(',', weighted ? members.Select(Weighted).OrderDescending(Order).Select(Text) : members);
    }

    private static string Text((string Text, double Weight) member) =>
        string.Create(CultureInfo.InvariantCulture, $"{member.Text};q={member.Weight}");

    // The member without its weight and without the spaces around parameters, and the weight: 1 without a valid one.
    public static (string Text, double Weight) Weighted(string member)
    {
        if (!member.Contains(';', StringComparison.Ordinal) || member.Contains('"', StringComparison.Ordinal))
        {
            return (member, 1);
        }

        var weight = 1d;
        List<string> kept = [];
        foreach (var part in member.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.StartsWith("q=", StringComparison.OrdinalIgnoreCase) && char.IsAsciiDigit(part.ElementAtOrDefault(2))
                && double.TryParse(part.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var q))
            {
                weight = q;
            }
            else
            {
                kept.Add(part);
            }
        }

        return (string.Join(';', kept), weight);
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

    public static List<string> Members(string value)
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
}
