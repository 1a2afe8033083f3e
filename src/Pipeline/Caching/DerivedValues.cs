using System.Globalization;
using Freshet.Storage;
using Freshet.Values;

namespace Freshet.Caching;

/// <summary>Values that are computed from responses and kept with them: a parsed page, an extracted record.</summary>
public static class DerivedValues
{
    /// <summary>Gives what was computed from the exchange's response, unless its body or the extractor has changed since; then it is computed anew.</summary>
    /// <param name="cache">Where it is kept.</param>
    /// <param name="exchange">An exchange that is complete, with its whole body in memory.</param>
    /// <param name="extractorVersion">A version of the code that computes it, to be changed with that code.</param>
    /// <param name="extract">Computes it.</param>
    /// <param name="options">How it is kept; as long as there is room when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The exchange has no response, or its body is streamed.</exception>
    public static ValueTask<T> DeriveAsync<T>(
        this ValueCache cache,
        Exchange exchange,
        string extractorVersion,
        Func<Exchange, T> extract,
        ValueOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(extractorVersion);
        ArgumentNullException.ThrowIfNull(extract);
        if (exchange.Status == 0 || exchange.IsStreamed)
        {
            throw new ArgumentException("The exchange has no response with its whole body in memory.", nameof(exchange));
        }

        var derived = (options ?? new ValueOptions { Lifetime = Timeout.InfiniteTimeSpan }) with { Version = VersionOf(exchange, extractorVersion) };
        return cache.GetOrCreateAsync(
            $"{typeof(T)} of {exchange.Key}", (exchange, extract), static (s, _) => new ValueTask<T>(s.extract(s.exchange)), derived, cancellationToken);
    }

    // Whatever of the response an extractor may read of its content: how to read it, and the bytes.
    private static string VersionOf(Exchange exchange, string extractorVersion)
    {
        var body = exchange.Body.Bytes;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{extractorVersion}\n{exchange.Status} {exchange.Field("Content-Type")} {exchange.Field("Content-Encoding")} {body.Length} {BodyDigest.Compute(body.Span):x16}");
    }
}
