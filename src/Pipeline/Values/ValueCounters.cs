namespace Freshet.Values;

internal sealed class ValueCounters
{
    public StripedCounter Hits { get; } = new();

    public StripedCounter StaleHits { get; } = new();

    public StripedCounter Misses { get; } = new();

    public StripedCounter Failures { get; } = new();

    public StripedCounter Evictions { get; } = new();

    public StripedCounter Expirations { get; } = new();
}
