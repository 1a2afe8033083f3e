using System.Security.Cryptography;
using System.Text;

namespace Freshet.Rules;

// Values that tell variants apart and are nobody's business: a digest is stored, and compared with the digest of what is presented.
internal static class Redaction
{
    private const string Mark = "\u0001sha256:";

    public static bool Has(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    public static string? Of(string name, string? value, CachePolicy? policy) =>
        value is not null && policy is not null && Has(policy.RedactedFields, name) ? Digest(name, value) : value;

    public static bool Same(string name, string? stored, string? presented) =>
        stored is not null && stored.StartsWith(Mark, StringComparison.Ordinal)
            ? presented is not null && stored == Digest(name, presented)
            : FieldNormalisation.Same(name, stored, presented);

    private static string Digest(string name, string value) =>
        Mark + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name.ToUpperInvariant()}:{value.Trim()}")));
}
