using System.Globalization;

namespace Freshet.Http;

internal static partial class CacheControlParser
{
    // RFC 9213 §2.1: a directive without value is a Boolean, a quoted-string a String, and a token a Token, an Integer or a Decimal.
    public static Result Of(StructuredDictionary dictionary)
    {
        var result = new Result { Directives = CacheDirectives.Any | CacheDirectives.Targeted };
        foreach (var (name, member) in dictionary)
        {
            switch (member.Item)
            {
                case { Kind: BareItemKind.Boolean, Boolean: var set }:
                    if (set == true)
                    {
                        Apply(name, [], Form.None, ref result);
                    }

                    break;
                case { Integer: { } seconds } when name is not ("no-cache" or "private"):
                    Apply(name, seconds.ToString(CultureInfo.InvariantCulture), Form.Token, ref result);
                    break;
                case { String: { } fields } when name is "no-cache" or "private":
                    Apply(name, fields, Form.Quoted, ref result);
                    break;

                // §2.1: values that violate these constraints are not to be consumed: what restricts does so all the same.
                case var _ when name is not ("public" or "immutable"):
                    Apply(name, [], Form.Malformed, ref result);
                    break;
            }
        }

        return result;
    }
}
