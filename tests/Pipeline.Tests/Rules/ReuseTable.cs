using Freshet.Storage;

namespace Freshet.Rules;

public sealed class ReuseTable
{
    // section, cache, request, stored ("request => response", several apart by &&), seconds since received, decision
    public static TheoryData<string, string, string, string, int, string> Rows => new()
    {
        // Methods, and requests that the cache takes no part in.
        { "§4", "private", "POST", "200 | Cache-Control: max-age=60", 0, "Bypass MethodNotCacheable" },
        { "§4", "private", "PUT", "", 0, "Bypass MethodNotCacheable" },
        { "§4", "private", "DELETE", "200 | Cache-Control: max-age=60", 0, "Bypass MethodNotCacheable" },
        { "§4", "private", "get", "200 | Cache-Control: max-age=60", 0, "Bypass MethodNotCacheable" },
        { "§4", "private", "OPTIONS", "200 | Cache-Control: max-age=60", 0, "Bypass MethodNotCacheable" },
        { "§4", "private", "HEAD", "200 | Cache-Control: max-age=60", 10, "Fresh 10/60 MaxAge" },
        { "§5.2.1.5", "private", "Cache-Control: no-store", "200 | Cache-Control: max-age=60", 0, "Bypass RequestNoStore" },
        { "§5.2.1.5", "private", "Cache-Control: max-age=0, NO-STORE", "", 0, "Bypass RequestNoStore" },
        { "§3.3", "private", "Range: bytes=0-1", "200 | Cache-Control: max-age=60", 0, "Fresh 0/60 MaxAge" },
        { "RFC 9110 §14.2", "private", "Range: lines=0-1", "200 | Cache-Control: max-age=60", 0, "Bypass RangeRequest" },
        { "§4.3.2", "private", "If-Match: \"a\"", "200 | Cache-Control: max-age=60", 0, "Bypass OriginPrecondition" },
        { "§4.3.2", "private", "If-Unmodified-Since: @0", "200 | Cache-Control: max-age=60", 0, "Bypass OriginPrecondition" },
        { "§4.3.2", "private", "Range: bytes=0-1 | If-Range: \"a\"", "200 | Cache-Control: max-age=60", 0, "Fresh 0/60 MaxAge" },

        // Nothing there.
        { "§4", "private", "GET", "", 0, "Miss NoStoredResponse" },
        { "§4", "private", "HEAD", "", 0, "Miss NoStoredResponse" },
        { "§5.2.1.4", "private", "Cache-Control: no-cache", "", 0, "Miss NoStoredResponse" },
        { "§5.2.1.7", "private", "Cache-Control: only-if-cached", "", 0, "GatewayTimeout NoStoredResponse" },

        // Explicit freshness.
        { "§4.2", "private", "GET", "200 | Cache-Control: max-age=60", 0, "Fresh 0/60 MaxAge" },
        { "§4.2", "private", "GET", "200 | Cache-Control: max-age=60", 59, "Fresh 59/60 MaxAge" },
        { "§4.2", "private", "GET", "200 | Cache-Control: max-age=60", 60, "Stale Expired" },
        { "§4.2", "private", "GET", "200 | Cache-Control: max-age=60", 100_000, "Stale Expired" },
        { "§4.2", "private", "GET", "200 | Cache-Control: max-age=0", 0, "Stale Expired" },
        { "§4.2.1", "private", "GET", "200 | cache-control: MAX-AGE=60", 1, "Fresh 1/60 MaxAge" },
        { "§4.2.1", "private", "GET", "200 | Cache-Control: max-age=60, s-maxage=5", 30, "Fresh 30/60 MaxAge" },
        { "§4.2.1", "shared", "GET", "200 | Cache-Control: max-age=60, s-maxage=5", 30, "Stale Expired" },
        { "§4.2.1", "shared", "GET", "200 | Cache-Control: max-age=5, s-maxage=60", 30, "Fresh 30/60 SMaxAge" },
        { "§4.2.1", "private", "GET", "200 | Cache-Control: s-maxage=60", 0, "Stale NoFreshnessLifetime" },
        { "§4.2.1", "private", "GET", "200 | Cache-Control: max-age=60 | Expires: @-5", 30, "Fresh 30/60 MaxAge" },
        { "§4.2.1", "private", "GET", "200 | Cache-Control: max-age=5 | Expires: @600 | Date: @0", 30, "Stale Expired" },
        { "§4.2.1", "private", "GET", "200 | Expires: @60 | Date: @0", 30, "Fresh 30/60 Expires" },
        { "§4.2.1", "private", "GET", "200 | Expires: @60 | Date: @0", 60, "Stale Expired" },
        { "§4.2.1", "private", "GET", "200 | Expires: @60", 30, "Fresh 30/60 Expires" },
        { "§4.2.1", "private", "GET", "200 | Expires: @0 | Date: @0", 0, "Stale Expired" },
        { "§4.2.1", "private", "GET", "200 | Expires: @-60 | Date: @0", 0, "Stale Expired" },
        { "§5.3", "private", "GET", "200 | Expires: 0 | Date: @0 | Last-Modified: @-100000", 0, "Stale Expired" },
        { "§5.3", "private", "GET", "200 | Expires: -1", 0, "Stale Expired" },
        { "§5.3", "private", "GET", "200 | Expires: tomorrow | Last-Modified: @-100000", 0, "Stale Expired" },
        { "§4.2", "private", "GET", "200 | Expires: Thu, 01 Jan 2026 13:00:00 UTC | Date: @0", 0, "Stale Expired" },
        { "§4.2", "private", "GET", "200 | Expires: thu, 01 jan 2026 13:00:00 gmt | Date: @0", 5, "Fresh 5/3600 Expires" },
        { "§4.2.1", "private", "GET", "200 | Expires: @60 | Expires: @600 | Date: @0", 70, "Stale Expired" },
        { "§4.2.1", "private", "GET", "200 | Cache-Control: max-age=60 | Cache-Control: max-age=5", 30, "Fresh 30/60 MaxAge" },
        { "§4.2.1", "private", "GET", "200 | Cache-Control: max-age=5, max-age=60", 30, "Stale Expired" },
        { "§4.2.1", "private", "GET", "200 | Cache-Control: max-age=abc", 0, "Stale Expired" },
        { "§4.2.1", "private", "GET", "200 | Cache-Control: max-age", 0, "Stale Expired" },
        { "§4.2.1", "private", "GET", "200 | Cache-Control: max-age=", 0, "Stale Expired" },
        { "§4.2.1", "private", "GET", "200 | Cache-Control: max-age=-60", 0, "Stale Expired" },
        { "§4.2.1", "private", "GET", "200 | Cache-Control: max-age=60.0", 0, "Stale Expired" },
        { "§4.2.1", "private", "GET", "200 | Cache-Control: max-age='60'", 0, "Stale Expired" },
        { "§5.2", "private", "GET", "200 | Cache-Control: max-age=\"60\"", 5, "Fresh 5/60 MaxAge" },
        { "§5.2", "private", "GET", "200 | Cache-Control: ext=\"no-store, max-age=1\", max-age=60", 5, "Fresh 5/60 MaxAge" },
        { "§1.2.2", "private", "GET", "200 | Cache-Control: max-age=99999999999999999999", 100_000, "Fresh 100000/2147483647 MaxAge" },
        { "§3", "private", "GET", "599 | Cache-Control: max-age=60", 5, "Fresh 5/60 MaxAge" },
        { "§3", "private", "GET", "299 | Cache-Control: max-age=60", 5, "Fresh 5/60 MaxAge" },
        { "§4.2.1", "private", "GET", "404 | Cache-Control: max-age=60", 61, "Stale Expired" },

        // Age.
        { "§4.2.3", "private", "GET", "200 | Cache-Control: max-age=60 | Age: 30", 20, "Fresh 50/60 MaxAge" },
        { "§4.2.3", "private", "GET", "200 | Cache-Control: max-age=60 | Age: 30", 30, "Stale Expired" },
        { "§4.2.3", "private", "GET", "200 | Cache-Control: max-age=60 | Date: @-40", 10, "Fresh 50/60 MaxAge" },
        { "§4.2.3", "private", "GET", "200 | Cache-Control: max-age=60 | Date: @-40", 20, "Stale Expired" },
        { "§4.2.3", "private", "GET", "200 | Cache-Control: max-age=60 | Date: @-40 | Age: 10", 10, "Fresh 50/60 MaxAge" },
        { "§4.2.3", "private", "GET", "200 | Cache-Control: max-age=60 | Date: @-10 | Age: 40", 10, "Fresh 50/60 MaxAge" },
        { "§4.2.3", "private", "GET", "200 | Cache-Control: max-age=60 | Date: @4000", 10, "Fresh 10/60 MaxAge" },
        { "§5.1", "private", "GET", "200 | Cache-Control: max-age=60 | Age: 40, 0", 10, "Fresh 50/60 MaxAge" },
        { "§5.1", "private", "GET", "200 | Cache-Control: max-age=60 | Age: 40 | Age: 0", 10, "Fresh 50/60 MaxAge" },
        { "§5.1", "private", "GET", "200 | Cache-Control: max-age=60 | Age: 40.5", 10, "Fresh 10/60 MaxAge" },
        { "§5.1", "private", "GET", "200 | Cache-Control: max-age=60 | Age: -40", 10, "Fresh 10/60 MaxAge" },
        { "§5.1", "private", "GET", "200 | Cache-Control: max-age=60 | Age: old", 10, "Fresh 10/60 MaxAge" },
        { "§5.1", "private", "GET", "200 | Cache-Control: max-age=60 | Age: 99999999999", 0, "Stale Expired" },
        { "§4.2.3", "private", "GET", "200 | Cache-Control: max-age=60 | Date: never", 10, "Fresh 10/60 MaxAge" },
        { "§4.2.3", "private", "GET", "200 | Cache-Control: max-age=60", -500, "Fresh 0/60 MaxAge" },

        // Heuristics.
        { "§4.2.2", "private", "GET", "200 | Last-Modified: @-1000 | Date: @0", 99, "Fresh 99/100 Heuristic" },
        { "§4.2.2", "private", "GET", "200 | Last-Modified: @-1000 | Date: @0", 100, "Stale Expired" },
        { "§4.2.2", "private", "GET", "200 | Last-Modified: @-100000000 | Date: @0", 86399, "Fresh 86399/86400 Heuristic" },
        { "§4.2.2", "private", "GET", "200 | Last-Modified: @-100000000 | Date: @0", 86400, "Stale Expired" },
        { "§4.2.2", "private", "GET", "200", 0, "Stale NoFreshnessLifetime" },
        { "§4.2.2", "private", "GET", "200 | ETag: \"a\"", 0, "Stale NoFreshnessLifetime" },
        { "§4.2.2", "private", "GET", "200 | Last-Modified: @500 | Date: @0", 0, "Stale NoFreshnessLifetime" },
        { "§4.2.2", "private", "GET", "200 | Last-Modified: once | Date: @0", 0, "Stale NoFreshnessLifetime" },
        { "§4.2.2", "private", "GET", "404 | Last-Modified: @-1000", 5, "Fresh 5/100 Heuristic" },
        { "§4.2.2", "private", "GET", "301 | Last-Modified: @-1000", 5, "Fresh 5/100 Heuristic" },
        { "§4.2.2", "private", "GET", "501 | Last-Modified: @-1000", 5, "Fresh 5/100 Heuristic" },
        { "§4.2.2", "private", "GET", "201 | Last-Modified: @-1000", 5, "Stale NoFreshnessLifetime" },
        { "§4.2.2", "private", "GET", "302 | Last-Modified: @-1000", 5, "Stale NoFreshnessLifetime" },
        { "§4.2.2", "private", "GET", "500 | Last-Modified: @-1000", 5, "Stale NoFreshnessLifetime" },
        { "§4.2.2", "private", "GET", "201 | Last-Modified: @-1000 | Cache-Control: public", 5, "Fresh 5/100 Heuristic" },
        { "§4.2.2", "shared", "GET", "599 | Last-Modified: @-1000 | Cache-Control: public", 5, "Fresh 5/100 Heuristic" },

        // Directives of the response.
        { "§5.2.2.4", "private", "GET", "200 | Cache-Control: max-age=60, no-cache", 0, "Stale NoCache" },
        { "§5.2.2.4", "private", "GET", "200 | Cache-Control: max-age=60, No-Cache", 0, "Stale NoCache" },
        { "§5.2.2.4", "private", "GET", "200 | Cache-Control: max-age=60, no-cache=\"Set-Cookie\"", 5, "Fresh 5/60 MaxAge" },
        { "§5.2.2.4", "private", "GET", "200 | Cache-Control: max-age=60, no-cache=\"\"", 5, "Stale NoCache" },
        { "§5.2.2.2", "private", "GET", "200 | Cache-Control: max-age=60, must-revalidate", 5, "Fresh 5/60 MaxAge" },
        { "§5.2.2.2", "private", "Cache-Control: max-stale", "200 | Cache-Control: max-age=60, must-revalidate", 61, "Stale Expired" },
        { "§5.4", "private", "GET", "200 | Cache-Control: max-age=60 | Pragma: no-cache", 5, "Fresh 5/60 MaxAge" },
        { "RFC 5861 §3", "private", "GET", "200 | Cache-Control: max-age=60, stale-while-revalidate=30", 60, "Stale Expired while-revalidating" },
        { "RFC 5861 §3", "private", "GET", "200 | Cache-Control: max-age=60, stale-while-revalidate=30", 90, "Stale Expired while-revalidating" },
        { "RFC 5861 §3", "private", "GET", "200 | Cache-Control: max-age=60, stale-while-revalidate=30", 91, "Stale Expired" },
        { "RFC 5861 §3", "private", "GET", "200 | Cache-Control: max-age=60, stale-while-revalidate=30, must-revalidate", 70, "Stale Expired" },
        { "RFC 5861 §3", "shared", "GET", "200 | Cache-Control: max-age=60, stale-while-revalidate=30, proxy-revalidate", 70, "Stale Expired" },
        { "RFC 5861 §3", "private", "GET", "200 | Cache-Control: max-age=60, stale-while-revalidate=30, proxy-revalidate", 70, "Stale Expired while-revalidating" },
        { "RFC 5861 §3", "private", "Cache-Control: no-cache", "200 | Cache-Control: max-age=60, stale-while-revalidate=30", 70, "Stale RequestNoCache" },
        { "RFC 5861 §3", "private", "Cache-Control: max-age=65", "200 | Cache-Control: max-age=60, stale-while-revalidate=30", 70, "Stale Expired" },

        // Directives of the request.
        { "§5.2.1.4", "private", "Cache-Control: no-cache", "200 | Cache-Control: max-age=60", 0, "Stale RequestNoCache" },
        { "§5.4", "private", "Pragma: no-cache", "200 | Cache-Control: max-age=60", 0, "Stale RequestNoCache" },
        { "§5.4", "private", "Pragma: no-cache | Cache-Control: max-age=50", "200 | Cache-Control: max-age=60", 5, "Fresh 5/60 MaxAge" },
        { "§5.4", "private", "Pragma: foo", "200 | Cache-Control: max-age=60", 5, "Fresh 5/60 MaxAge" },
        { "§5.2.1.1", "private", "Cache-Control: max-age=0", "200 | Cache-Control: max-age=60", 5, "Stale RequestMaxAge" },
        { "§5.2.1.1", "private", "Cache-Control: max-age=5", "200 | Cache-Control: max-age=60", 5, "Fresh 5/60 MaxAge" },
        { "§5.2.1.1", "private", "Cache-Control: max-age=5", "200 | Cache-Control: max-age=60", 6, "Stale RequestMaxAge" },
        { "§5.2.1.1", "private", "Cache-Control: max-age=5", "200 | Cache-Control: max-age=60 | Age: 10", 0, "Stale RequestMaxAge" },
        { "§5.2.1.1", "private", "Cache-Control: max-age=600", "200 | Cache-Control: max-age=60", 61, "Stale Expired" },
        { "§5.2.1.3", "private", "Cache-Control: min-fresh=30", "200 | Cache-Control: max-age=60", 30, "Fresh 30/60 MaxAge" },
        { "§5.2.1.3", "private", "Cache-Control: min-fresh=30", "200 | Cache-Control: max-age=60", 31, "Stale RequestMinFresh" },
        { "§5.2.1.2", "private", "Cache-Control: max-stale", "200 | Cache-Control: max-age=60", 100_000, "StaleAllowed 100000/60 MaxAge" },
        { "§5.2.1.2", "private", "Cache-Control: max-stale=10", "200 | Cache-Control: max-age=60", 70, "StaleAllowed 70/60 MaxAge" },
        { "§5.2.1.2", "private", "Cache-Control: max-stale=10", "200 | Cache-Control: max-age=60", 71, "Stale Expired" },
        { "§5.2.1.2", "private", "Cache-Control: max-stale=abc", "200 | Cache-Control: max-age=60", 70, "Stale Expired" },
        { "§5.2.1.2", "private", "Cache-Control: max-stale", "200 | Cache-Control: no-cache", 70, "Stale NoCache" },
        { "§5.2.1.2", "shared", "Cache-Control: max-stale", "200 | Cache-Control: s-maxage=60", 70, "Stale Expired" },
        { "§5.2.1.2", "private", "Cache-Control: max-stale, max-age=65", "200 | Cache-Control: max-age=60", 70, "Stale Expired" },
        { "§5.2.1.2", "private", "Cache-Control: max-stale, max-age=75", "200 | Cache-Control: max-age=60", 70, "StaleAllowed 70/60 MaxAge" },
        { "§5.2.1.2", "private", "Cache-Control: max-stale", "200", 5, "StaleAllowed 5/0 None" },
        { "§5.2.1.7", "private", "Cache-Control: only-if-cached", "200 | Cache-Control: max-age=60", 5, "Fresh 5/60 MaxAge" },
        { "§5.2.1.7", "private", "Cache-Control: only-if-cached", "200 | Cache-Control: max-age=60", 61, "GatewayTimeout Expired" },
        { "§5.2.1.7", "private", "Cache-Control: only-if-cached, max-stale", "200 | Cache-Control: max-age=60", 61, "StaleAllowed 61/60 MaxAge" },
        { "RFC 8246 §2", "private", "Cache-Control: max-age=0", "200 | Cache-Control: max-age=60, immutable", 5, "Fresh 5/60 MaxAge" },
        { "RFC 8246 §2", "private", "Cache-Control: max-age=4", "200 | Cache-Control: max-age=60, immutable", 5, "Stale RequestMaxAge" },
        { "RFC 8246 §2", "private", "Cache-Control: no-cache", "200 | Cache-Control: max-age=60, immutable", 5, "Stale RequestNoCache" },
        { "RFC 8246 §2", "private", "GET", "200 | Cache-Control: max-age=60, immutable", 61, "Stale Expired" },

        // Vary.
        { "§4.1", "private", "Accept: a", "Accept: a => 200 | Vary: Accept | Cache-Control: max-age=60", 5, "Fresh 5/60 MaxAge" },
        { "§4.1", "private", "Accept: b", "Accept: a => 200 | Vary: Accept | Cache-Control: max-age=60", 5, "Miss VaryMismatch" },
        { "§4.1", "private", "GET", "Accept: a => 200 | Vary: Accept | Cache-Control: max-age=60", 5, "Miss VaryMismatch" },
        { "§4.1", "private", "Accept: a", "GET => 200 | Vary: Accept | Cache-Control: max-age=60", 5, "Miss VaryMismatch" },
        { "§4.1", "private", "GET", "GET => 200 | Vary: Accept | Cache-Control: max-age=60", 5, "Fresh 5/60 MaxAge" },
        { "§4.1", "private", "ACCEPT: a", "accept: a => 200 | vary: aCCept | Cache-Control: max-age=60", 5, "Fresh 5/60 MaxAge" },
        { "§4.1", "private", "GET", "200 | Vary: * | Cache-Control: max-age=60", 5, "Miss VaryMismatch" },
        { "§4.1", "private", "GET", "200 | Vary: Accept, * | Cache-Control: max-age=60", 5, "Miss VaryMismatch" },
        { "§4.1", "private", "Accept: a | Accept: b", "Accept: a,b => 200 | Vary: Accept | Cache-Control: max-age=60", 5, "Fresh 5/60 MaxAge" },
        { "§4.1", "private", "X: 1 ,  2", "X: 1, 2 => 200 | Vary: X | Cache-Control: max-age=60", 5, "Fresh 5/60 MaxAge" },
        { "§4.1", "private", "X: A", "X: a => 200 | Vary: X | Cache-Control: max-age=60", 5, "Miss VaryMismatch" },
        { "§4.1", "private", "Accept-Language: DE, en;q=0.5", "Accept-Language: en;q=0.5,de => 200 | Vary: Accept-Language | Cache-Control: max-age=60", 5, "Fresh 5/60 MaxAge" },
        { "§4.1", "private", "Accept-Language: de, en", "Accept-Language: en, de => 200 | Vary: Accept-Language | Cache-Control: max-age=60", 5, "Fresh 5/60 MaxAge" },
        { "§4.1", "private", "A: 1 | B: 2", "A: 1 | B: 1 => 200 | Vary: A, B | Cache-Control: max-age=60", 5, "Miss VaryMismatch" },
        { "§4.1", "private", "A: 1 | B: 1", "A: 1 | B: 1 => 200 | Vary: A | Vary: B | Cache-Control: max-age=60", 5, "Fresh 5/60 MaxAge" },
        { "§4.1", "private", "A: 2", "A: 1 => 200 | Vary: A | Cache-Control: max-age=60 && A: 2 => 200 | Vary: A | Cache-Control: max-age=70", 5, "Fresh 5/70 MaxAge" },
        { "§4.1", "private", "A: 2", "GET => 200 | Cache-Control: max-age=60 && A: 2 => 200 | Vary: A | Cache-Control: max-age=70", 5, "Fresh 5/70 MaxAge" },
        { "§4", "private", "GET", "200 | Date: @-20 | Cache-Control: max-age=60 && 200 | Date: @-10 | Cache-Control: max-age=70", 5, "Fresh 15/70 MaxAge" },
        { "§5.2.1.7", "private", "A: 2 | Cache-Control: only-if-cached", "A: 1 => 200 | Vary: A | Cache-Control: max-age=60", 5, "GatewayTimeout VaryMismatch" },

        // The request's own conditions.
        { "§4.3.2", "private", "If-None-Match: \"a\"", "200 | Cache-Control: max-age=60 | ETag: \"a\"", 5, "Fresh 5/60 MaxAge 304" },
        { "§4.3.2", "private", "If-None-Match: W/\"a\"", "200 | Cache-Control: max-age=60 | ETag: \"a\"", 5, "Fresh 5/60 MaxAge 304" },
        { "§4.3.2", "private", "If-None-Match: \"x,y\", \"a\"", "200 | Cache-Control: max-age=60 | ETag: \"a\"", 5, "Fresh 5/60 MaxAge 304" },
        { "§4.3.2", "private", "If-None-Match: \"a\"", "404 | Cache-Control: max-age=60 | ETag: \"a\"", 5, "Fresh 5/60 MaxAge" },
        { "§4.3.2", "private", "If-None-Match: *", "200 | Cache-Control: max-age=60", 5, "Fresh 5/60 MaxAge 304" },
        { "§4.3.2", "private", "If-None-Match: \"b\"", "200 | Cache-Control: max-age=60 | ETag: \"a\"", 5, "Fresh 5/60 MaxAge" },
        { "§4.3.2", "private", "If-None-Match: \"b\" | If-Modified-Since: @0", "200 | Cache-Control: max-age=60 | ETag: \"a\" | Last-Modified: @-9", 5, "Fresh 5/60 MaxAge" },
        { "§4.3.2", "private", "If-Modified-Since: @-9", "200 | Cache-Control: max-age=60 | Last-Modified: @-9", 5, "Fresh 5/60 MaxAge 304" },
        { "§4.3.2", "private", "If-Modified-Since: @-10", "200 | Cache-Control: max-age=60 | Last-Modified: @-9", 5, "Fresh 5/60 MaxAge" },
        { "§4.3.2", "private", "If-Modified-Since: @0", "200 | Cache-Control: max-age=60 | Date: @0", 5, "Fresh 5/60 MaxAge 304" },
        { "§4.3.2", "private", "If-Modified-Since: @0", "404 | Cache-Control: max-age=60 | Last-Modified: @-9", 5, "Fresh 5/60 MaxAge" },
        { "§4.3.2", "private", "If-Modified-Since: yesterday", "200 | Cache-Control: max-age=60 | Last-Modified: @-9", 5, "Fresh 5/60 MaxAge" },
        { "§4.3.2", "private", "If-None-Match: \"a\"", "200 | Cache-Control: max-age=60 | ETag: \"a\"", 61, "Stale Expired" },
        { "§4.3.2", "private", "If-Modified-Since: @0", "", 0, "Miss NoStoredResponse" },
    };

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Rows))]
    public void A_request_is_answered_as_the_RFC_says(string section, string cache, string request, string stored, int seconds, string decision)
    {
        var policy = Wire.Policy(cache);
        StoredHeads heads = Wire.Record(stored, policy);
        Assert.Equal((section, decision), (section, Text(Reuse.Decide(Wire.Request(request), heads, policy, Wire.T0.AddSeconds(seconds)))));
    }

    private static string Text(ReuseDecision decision) => decision.Match(
        fresh => $"Fresh {Text(fresh.Age, fresh.Lifetime, fresh.NotModified)}",
        allowed => $"StaleAllowed {Text(allowed.Age, allowed.Lifetime, allowed.NotModified)}",
        stale => $"Stale {stale.Reason}{(stale.WhileRevalidating ? " while-revalidating" : "")}",
        miss => $"Miss {miss.Reason}",
        bypass => $"Bypass {bypass.Reason}",
        timeout => $"GatewayTimeout {timeout.Missed}{timeout.Refused}");

    private static string Text(TimeSpan age, FreshnessLifetime lifetime, bool notModified) =>
        $"{age.TotalSeconds}/{lifetime.Value.TotalSeconds} {lifetime.Source}{(notModified ? " 304" : "")}";
}
