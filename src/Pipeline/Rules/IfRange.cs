using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

internal static class IfRange
{
    // RFC 9110 §13.1.5: when the condition is false, the Range header field is ignored.
    public static bool IsMet(HeaderFields request, StoredHead head)
    {
        if (request.First("If-Range") is not { } value)
        {
            return true;
        }

        if (HttpDate.Parse(value, head.Facts.ResponseTime) is { } date)
        {
            // If the HTTP-date is not a strong validator in the sense defined by §8.8.2.2 (at least one second before Date), the condition is
            // false; if it exactly matches the Last-Modified field value, it is true.
            return head.Facts.LastModified == date && !head.Facts.Has(ResponseFlags.DateIsReceipt) && date.AddSeconds(1) <= head.Facts.Date;
        }

        // A valid entity-tag: by the strong comparison function.
        return EntityTag.Parse(value) is { } tag && head.EntityTag is { } stored && tag.StrongEquals(stored);
    }
}
