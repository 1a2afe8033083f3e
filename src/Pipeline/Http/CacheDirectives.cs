namespace Freshet.Http;

[Flags]
internal enum CacheDirectives
{
    Any = 1 << 0,
    NoStore = 1 << 1,
    NoCache = 1 << 2,
    Private = 1 << 3,
    Public = 1 << 4,
    MustRevalidate = 1 << 5,
    ProxyRevalidate = 1 << 6,
    MustUnderstand = 1 << 7,
    Immutable = 1 << 8,
    OnlyIfCached = 1 << 9,
    MaxStaleUnlimited = 1 << 10,
    Targeted = 1 << 11,
    NoTransform = 1 << 12,
}
