namespace Freshet.Rules;

internal static class FieldNames
{
    // By length, since nearly every name has none and this runs for each line of each response.
    public static FieldTraits Traits(string name) => name.Length switch
    {
        2 => If(name, "TE", FieldTraits.Unstored),
        3 => If(name, "Age", FieldTraits.Essential | FieldTraits.OfLast),
        4 => If(name, "Date", FieldTraits.Essential | FieldTraits.OfLast) | If(name, "Vary", FieldTraits.Essential),
        7 => If(name, "Expires", FieldTraits.Essential) | If(name, "Upgrade", FieldTraits.Unstored) | If(name, "Trailer", FieldTraits.OfBody),
        8 => If(name, StoredNote.FieldName, FieldTraits.Unstored),
        10 => If(name, "Connection", FieldTraits.Unstored) | If(name, "Keep-Alive", FieldTraits.Unstored),
        13 => If(name, "Cache-Control", FieldTraits.Essential) | If(name, "Content-Range", FieldTraits.OfBody),
        14 => If(name, "Content-Length", FieldTraits.Essential | FieldTraits.OfBody),
        16 => If(name, "Content-Encoding", FieldTraits.Essential | FieldTraits.OfBody) | If(name, "Proxy-Connection", FieldTraits.Unstored),
        17 => If(name, "Transfer-Encoding", FieldTraits.Unstored | FieldTraits.OfBody),
        18 => If(name, "Proxy-Authenticate", FieldTraits.Unstored),
        19 => If(name, "Proxy-Authorization", FieldTraits.Unstored),
        25 => If(name, "Proxy-Authentication-Info", FieldTraits.Unstored),
        _ => FieldTraits.None,
    };

    private static FieldTraits If(string name, string other, FieldTraits traits) =>
        name.Equals(other, StringComparison.OrdinalIgnoreCase) ? traits : FieldTraits.None;
}
