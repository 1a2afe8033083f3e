namespace Freshet.Rules;

internal static class StatusCodes
{
    // RFC 9110 §15.1.
    public static bool IsHeuristicallyCacheable(int status) =>
        status is 200 or 203 or 204 or 206 or 300 or 301 or 308 or 404 or 405 or 410 or 414 or 501;

    // The status codes whose requirements for caching are met here: those of RFC 9110 and RFC 6585 but for 304.
    public static bool IsUnderstood(int status) => status
        is (>= 200 and <= 206) or (>= 300 and <= 303) or 305 or 307 or 308
        or (>= 400 and <= 417) or 421 or 422 or 426 or 428 or 429 or 431 or 451
        or (>= 500 and <= 505) or 511;
}
