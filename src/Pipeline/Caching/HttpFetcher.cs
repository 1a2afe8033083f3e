using System.Net.Http.Headers;
using Freshet.Http;

namespace Freshet.Caching;

/// <summary>Fetches over a <see cref="HttpMessageInvoker"/>.</summary>
/// <remarks>
/// The inner handler must neither follow redirects nor decode bodies: a cache stores what the origin sent. <see cref="CreateHandler"/> makes one.
/// </remarks>
public sealed class HttpFetcher : IFetcher, IDisposable
{
    private readonly HttpMessageInvoker _invoker;
    private readonly bool _ownsInvoker;
    private readonly FetchLimits _limits;
    private readonly TimeProvider _time;
    private readonly FetchTimeouts _timeouts;

    /// <summary>Creates a fetcher.</summary>
    /// <param name="invoker">Sends requests, and is not disposed; when null the fetcher has one of its own, over <see cref="CreateHandler"/>.</param>
    /// <param name="limits">Bounds on what one exchange may cost; the defaults when null.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <exception cref="OptionsException">A limit is out of range.</exception>
    public HttpFetcher(HttpMessageInvoker? invoker = null, FetchLimits? limits = null, TimeProvider? time = null)
    {
        _limits = limits ?? new FetchLimits();
        OptionsException.ThrowIfAny(nameof(FetchLimits), _limits.Problems());
        _time = time ?? TimeProvider.System;
        _timeouts = new FetchTimeouts(_limits, _time);
        _ownsInvoker = invoker is null;
        _invoker = invoker ?? new HttpMessageInvoker(CreateHandler(_limits));
    }

    /// <summary>Whether responses are returned as soon as their head is there, the content unread.</summary>
    /// <remarks>Then <see cref="FetchLimits.HeadTimeout"/> bounds the wait for the head, and the limits on body and total time do not count.</remarks>
    /// <value>The default is false: bodies are read whole.</value>
    public bool IsStreaming { get; init; }

    /// <summary>The largest decoded body in bytes, for readers of whole bodies: one that can't be decoded is a failure, so that it is neither stored nor used.</summary>
    /// <value>The default is null: bodies are left in their content coding.</value>
    public long? MaxDecodedBytes { get; init; }

    /// <summary>A handler fit to stand under a cache: no redirects, no decoding, no cookies.</summary>
    /// <param name="limits">The limits, of which the handler takes the header section's size.</param>
    /// <param name="maxConnectionsPerServer">How many connections one server may be asked over.</param>
    public static SocketsHttpHandler CreateHandler(FetchLimits? limits = null, int maxConnectionsPerServer = int.MaxValue) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        UseCookies = false,
        MaxConnectionsPerServer = maxConnectionsPerServer,
        MaxResponseHeadersLength = (limits ?? new FetchLimits()).MaxHeaderKilobytes,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        ActivityHeadersPropagator = null,
    };

    /// <inheritdoc/>
    public async ValueTask<FetchedResponse> FetchAsync(RequestHead request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var timeout = _timeouts.Start(cancellationToken);
        using var message = ToMessage(request);
        var requestTime = _time.GetUtcNow();
        HttpResponseMessage? response = null;
        try
        {
            response = await _invoker.SendAsync(message, timeout.Token).ConfigureAwait(false);
            var responseTime = _time.GetUtcNow();
            timeout.HeadReceived();
            if (IsStreaming && !IsBodiless(request, response))
            {
                var content = new ResponseContent(response, await response.Content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false), request.Uri);
                var head = ToHead(response);
                response = null;
                return new FetchedResponse(head, BodyBuffer.Empty, requestTime, responseTime) { Content = content };
            }

            var body = IsBodiless(request, response) ? BodyBuffer.Empty
                : await ReadBodyAsync(request, response, timeout.Token).ConfigureAwait(false);
            return Decoded(new FetchedResponse(ToHead(response), body, requestTime, responseTime));
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw FetchFailures.Explain(error, request.Uri, timeout, _limits);
        }
        finally
        {
            response?.Dispose();
        }
    }

    /// <inheritdoc/>
    public IFetcher ForBackground() => this;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsInvoker)
        {
            _invoker.Dispose();
        }
    }

    private FetchedResponse Decoded(FetchedResponse fetched)
    {
        if (MaxDecodedBytes is not { } maxBytes || fetched.Head.Fields.Combined("Content-Encoding") is not { } coding)
        {
            return fetched;
        }

        try
        {
            return fetched with { Decoded = ContentCodings.Decode(coding, fetched.Body, maxBytes) };
        }
        catch (FetchException)
        {
            fetched.Body.Dispose();
            throw;
        }
    }

    private static HttpRequestMessage ToMessage(RequestHead request)
    {
        var message = new HttpRequestMessage(HttpMethod.Parse(request.Method), request.Uri);
        foreach (var field in request.Fields)
        {
            message.Headers.TryAddWithoutValidation(field.Name, field.Value);
        }

        return message;
    }

    private static ResponseHead ToHead(HttpResponseMessage response)
    {
        var (headers, content) = (response.Headers.NonValidated, response.Content.Headers.NonValidated);
        var lines = new HeaderField[headers.Count + content.Count];
        var count = 0;
        Add(headers);
        Add(content);
        return new ResponseHead((int)response.StatusCode, new HeaderFields(lines[..count]));

        void Add(HttpHeadersNonValidated named)
        {
            foreach (var header in named)
            {
                foreach (var value in header.Value)
                {
                    if (count == lines.Length)
                    {
                        Array.Resize(ref lines, (2 * count) + 1);
                    }

                    lines[count++] = new HeaderField(header.Key, value);
                }
            }
        }
    }

    // RFC 9110 §6.4.1: responses to HEAD, 204 and 304 have no content, whatever their Content-Length.
    private static bool IsBodiless(RequestHead request, HttpResponseMessage response) =>
        response.Content.Headers.ContentLength == 0 || (int)response.StatusCode is 204 or 304 || request.Method == "HEAD";

    private async ValueTask<BodyBuffer> ReadBodyAsync(RequestHead request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var announced = response.Content.Headers.ContentLength;
        if (announced > _limits.MaxBodyBytes)
        {
            throw TooLarge(request);
        }

        using var buffer = new GrowingBuffer((int)Math.Max(announced + 1 ?? 0, 16 << 10), _limits.MaxBodyBytes);
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        while (await stream.ReadAsync(buffer.Free, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            if (!buffer.TryAdvance(read))
            {
                throw TooLarge(request);
            }
        }

        return buffer.ToBody();
    }

    private FetchException TooLarge(RequestHead request) =>
        new(FetchFailure.BodyTooLarge, $"The body of {request.Uri} is over the limit of {_limits.MaxBodyBytes} bytes.");
}
