using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

internal static class PreferredLanguage
{
    private const string AcceptLanguage = "Accept-Language";

    // RFC 9110 §12.5.4, §12.5.5: of the available languages a server sends the one of the highest weight. A stored response in the one language
    // that the client wants most is what it would send, whatever else the client of the stored response accepted.
    public static bool Answers(StoredHead head, HeaderFields request, CachePolicy policy)
    {
        var negotiated = false;
        foreach (var field in head.Selecting)
        {
            if (field.Name.Equals(AcceptLanguage, StringComparison.OrdinalIgnoreCase))
            {
                negotiated = true;
            }
            else if (!Redaction.Has(policy.IgnoredVary, field.Name) && !Redaction.Same(field.Name, field.Value, request.Combined(field.Name)))
            {
                return false;
            }
        }

        return negotiated && head.First("Content-Language") is { } language && request.Combined(AcceptLanguage) is { } accepted
            && language.Equals(MostWanted(accepted), StringComparison.OrdinalIgnoreCase);
    }

    private static string? MostWanted(string accepted)
    {
        var (most, weight) = (default(string), 0d);
        foreach (var range in FieldNormalisation.Members(accepted))
        {
            var (text, q) = FieldNormalisation.Weighted(range);
            (most, weight) = q > weight ? (text, q) : q == weight ? (null, weight) : (most, weight);
        }

        return most;
    }
}
