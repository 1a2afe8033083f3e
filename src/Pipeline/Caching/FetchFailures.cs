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
        HttpRequestException http => new(Reason(http.HttpRequestError, timeout.IsHeadReceived), $"{uri}: {Innermost(http)}", error),
        HttpIOException http => new(Reason(http.HttpRequestError, timeout.IsHeadReceived), $"{uri}: {http.Message}", error),
        _ => new(timeout.IsHeadReceived ? FetchFailure.BodyCutShort : FetchFailure.Other, $"{uri}: {error.Message}", error),
    };

    public static FetchFailure Reason(Exception error) => error switch
    {
        FetchException fetch => fetch.Reason,
        HttpRequestException http => Reason(http.HttpRequestError, false),
        HttpIOException http => Reason(http.HttpRequestError, false),
        TimeoutException or OperationCanceledException => FetchFailure.HeadTimeout,
        _ => FetchFailure.Other,
    };

    private static FetchFailure Reason(HttpRequestError error, bool isHeadReceived) => error switch
    {
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => FetchFailure.Unreachable,
        HttpRequestError.SecureConnectionError => FetchFailure.InsecureConnection,
        HttpRequestError.ResponseEnded => isHeadReceived ? FetchFailure.BodyCutShort : FetchFailure.InvalidResponse,
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.HttpProtocolError
            => FetchFailure.InvalidResponse,
        _ => isHeadReceived ? FetchFailure.BodyCutShort : FetchFailure.Other,
    };

    private static string Innermost(Exception error) => error.InnerException is { } inner ? $"{error.Message} ({inner.Message})" : error.Message;
}
