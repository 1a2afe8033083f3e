namespace Freshet.Caching;

internal static class FetchFailures
{
    public static FetchException Explain(Exception error, Uri uri, FetchTimeout timeout, FetchLimits limits) => error switch
    {
        FetchException known => known,
        OperationCanceledException when timeout.IsHeadReceived => new(
            FetchFailure.TotalTimeout, $"{uri} was not complete after {limits.TotalTimeout.TotalSeconds:0.###} s.", error),
        OperationCanceledException => new(
            FetchFailure.HeadTimeout, $"{uri} sent no response head within {limits.HeadTimeout.TotalSeconds:0.###} s.", error),
        HttpRequestException http => new(Reason(http.HttpRequestError, timeout), $"{uri}: {Innermost(http)}", error),
        HttpIOException http => new(Reason(http.HttpRequestError, timeout), $"{uri}: {http.Message}", error),
        _ => new(timeout.IsHeadReceived ? FetchFailure.BodyCutShort : FetchFailure.Other, $"{uri}: {error.Message}", error),
    };

    private static FetchFailure Reason(HttpRequestError error, FetchTimeout timeout) => error switch
    {
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => FetchFailure.Unreachable,
        HttpRequestError.SecureConnectionError => FetchFailure.InsecureConnection,
        HttpRequestError.ResponseEnded => timeout.IsHeadReceived ? FetchFailure.BodyCutShort : FetchFailure.InvalidResponse,
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.HttpProtocolError
            => FetchFailure.InvalidResponse,
        _ => timeout.IsHeadReceived ? FetchFailure.BodyCutShort : FetchFailure.Other,
    };

    private static string Innermost(Exception error) => error.InnerException is { } inner ? $"{error.Message} ({inner.Message})" : error.Message;
}
