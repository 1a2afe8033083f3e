using Freshet.Control;
using Freshet.Http;

namespace Freshet.Caching;

// From a complete exchange to what the caller of a handler gets.
internal static class Responses
{
    public static HttpResponseMessage Of(Exchange exchange, HandlerFetcher? fetcher, HttpRequestMessage request)
    {
        if (!exchange.IsFetched)
        {
            fetcher?.Response?.Dispose();
            return Said(Made(exchange, request), exchange);
        }

        // Put together with what was stored of it.
        if (!ReferenceEquals(exchange.Response, fetcher!.Head))
        {
            return Said(Made(exchange, request), exchange);
        }

        // What came from the origin is passed on as it is; only the content of what is stored on the way is another.
        var response = fetcher.Response!;
        response.RequestMessage = request;
        request.Options.Set(CacheInfo.OptionsKey, exchange);
        if (exchange.IsStoring)
        {
            var content = new CachedContent(exchange);
            foreach (var header in response.Content.Headers.NonValidated)
            {
                content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }

            response.Content = content;
        }
        else
        {
            exchange.LeaveContent();
            exchange.Dispose();
        }

        return Said(response, exchange);
    }

    private static HttpResponseMessage Said(HttpResponseMessage response, Exchange exchange)
    {
        if (exchange.Control?.Options.CacheStatus is { } name && exchange.ToCacheStatus(name) is { } member)
        {
            response.Headers.TryAddWithoutValidation("Cache-Status", member.ToString());
        }

        return response;
    }

    private static CachedResponse Made(Exchange exchange, HttpRequestMessage request)
    {
        var content = new CachedContent(exchange);
        var response = new CachedResponse(exchange) { Content = content, RequestMessage = request };
        if (exchange.WholeFields is { } fields)
        {
            foreach (var line in fields.Lines)
            {
                if (!line.Name.Equals("Age", StringComparison.OrdinalIgnoreCase))
                {
                    Add(response, content, line);
                }
            }

            response.Headers.TryAddWithoutValidation("Age", exchange.AgeField);
            return response;
        }

        foreach (var line in exchange.Response!.Fields.Lines)
        {
            Add(response, content, line);
        }

        return response;
    }

    private static void Add(HttpResponseMessage response, HttpContent content, in HeaderField line)
    {
        if (!response.Headers.TryAddWithoutValidation(line.Name, line.Value))
        {
            content.Headers.TryAddWithoutValidation(line.Name, line.Value);
        }
    }
}

// Finds its exchange again without a dictionary.
internal sealed class CachedResponse(Exchange exchange) : HttpResponseMessage((System.Net.HttpStatusCode)exchange.Status)
{
    public Exchange Exchange => exchange;
}
