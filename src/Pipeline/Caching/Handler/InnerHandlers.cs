using System.Net;

namespace Freshet.Caching;

internal static class InnerHandlers
{
    // A cache stores what the origin sent, under the URI that it was sent for.
    public static void Check(HttpMessageHandler? inner)
    {
        while (inner is DelegatingHandler delegating)
        {
            inner = delegating.InnerHandler;
        }

        var (decoding, redirecting) = inner switch
        {
            SocketsHttpHandler sockets => (sockets.AutomaticDecompression, sockets.AllowAutoRedirect),
            HttpClientHandler client => (client.AutomaticDecompression, client.AllowAutoRedirect),
            _ => (DecompressionMethods.None, false),
        };
        if (decoding != DecompressionMethods.None || redirecting)
        {
            throw new InvalidOperationException(
                $"The {inner!.GetType().Name} under the {nameof(CachingHandler)} has {nameof(SocketsHttpHandler.AutomaticDecompression)} {decoding} and "
                + $"{nameof(SocketsHttpHandler.AllowAutoRedirect)} {redirecting}; {DecompressionMethods.None} and {false} are right: a cache stores what "
                + $"the origin sent, under the URI it was sent for. {nameof(HttpFetcher)}.{nameof(HttpFetcher.CreateHandler)}() makes such a handler; "
                + $"{nameof(DecompressingHandler)} and {nameof(RedirectHandler)} do their work outside of the cache.");
        }
    }
}
