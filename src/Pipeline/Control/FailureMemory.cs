using System.Globalization;
using Freshet.Caching;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Control;

// Failures of a key, in a record of their own beside its stored responses, which they never replace.
internal sealed class FailureMemory(SafeStore store, TimeProvider time)
{
    public const string Prefix = "f/";
    public const string Reason = "RememberedFailure";

    public static string KeyOf(string key) => string.Concat(Prefix, key.AsSpan(CacheKey.Prefix.Length));

    public static bool IsFailure(int status) => status is 429 or 500 or 502 or 503 or 504;

    // What the lookup found out; null when there is no failure to heed.
    public async ValueTask<StoredHead?> RecallAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        using var record = await store.GetAsync(KeyOf(exchange.Key), cancellationToken).ConfigureAwait(false);
        if (record is null || !StoredHeads.TryRead(record.Value, out var heads, out _) || heads.Count == 0)
        {
            return null;
        }

        var head = heads.Detach()[0];
        exchange.Failures = head.NoteOrEmpty();
        return exchange.Policy.Refresh == RefreshMode.None && exchange.Failures.RetryAt > time.GetUtcNow() ? head : null;
    }

    public ResponseHead Response(StoredHead head)
    {
        var left = head.NoteOrEmpty().RetryAt!.Value - time.GetUtcNow();
        var fields = head.ToResponse().Fields.Without("Retry-After");
        return new ResponseHead(head.Status, fields.With("Retry-After", ((long)Math.Ceiling(left.TotalSeconds)).ToString(CultureInfo.InvariantCulture)));
    }

    public static FetchException Error(StoredHead head, Uri uri)
    {
        var note = head.NoteOrEmpty();
        var reason = Enum.TryParse<FetchFailure>(note.Failure, out var known) ? known : FetchFailure.Other;
        return new(reason, string.Create(
            CultureInfo.InvariantCulture, $"{uri} failed {note.Failures} times in a row ({reason}); it is asked again after {note.RetryAt:O}."))
        {
            RetryAt = note.RetryAt,
        };
    }

    public ValueTask RememberAsync(Exchange exchange, ResponseHead? response, FetchException? error, CancellationToken cancellationToken) =>
        exchange.Control?.Failures is { } options && !exchange.Policy.ReadOnly && exchange.Decision is not ReuseDecision.Bypass
            ? RememberAsync(exchange, options, response, error, cancellationToken)
            : default;

    // As users of HttpClient expect it.
    public static Exception ForClient(Exception failure) => failure is FetchException { RetryAt: not null } remembered
        ? new HttpRequestException(
            remembered.Reason switch
            {
                FetchFailure.Unreachable => HttpRequestError.ConnectionError,
                FetchFailure.InsecureConnection => HttpRequestError.SecureConnectionError,
                FetchFailure.InvalidResponse => HttpRequestError.InvalidResponse,
                FetchFailure.BodyCutShort => HttpRequestError.ResponseEnded,
                _ => HttpRequestError.Unknown,
            },
            remembered.Message,
            remembered)
        : failure;

    private async ValueTask RememberAsync(
        Exchange exchange, FailureOptions options, ResponseHead? response, FetchException? error, CancellationToken cancellationToken)
    {
        if (error is null && !IsFailure(response!.Status))
        {
            if (exchange.Failures is not null)
            {
                await store.RemoveAsync(KeyOf(exchange.Key), cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        var now = time.GetUtcNow();
        var failures = (exchange.Failures?.Failures ?? 0) + 1;
        var delay = Delay(options, failures, RetryAfter(response, now, options));
        var note = new StoredNote { Failures = failures, Failure = error?.Reason.ToString(), RetryAt = now + delay };
        response ??= new ResponseHead(0, HeaderFields.Empty);
        var kept = new HeaderFields(response.Fields.Where(line => !line.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)));
        var head = StoredHead.Of(exchange.Request, response with { Fields = kept }, BodyDescriptor.Empty, CachePolicy.Private, now, now).Noted(note);

        // Beyond that time the failures are too long ago to be counted on.
        var forgotten = now + delay + options.MaxDelay + options.MaxDelay;
        await store.SetAsync(KeyOf(exchange.Key), StoredHeads.Empty.Adding(head).ToArray(), forgotten, cancellationToken).ConfigureAwait(false);
    }

    private static TimeSpan Delay(FailureOptions options, int failures, TimeSpan retryAfter)
    {
        var seconds = Math.Min(options.Delay.TotalSeconds * Math.Pow(options.Factor, failures - 1), options.MaxDelay.TotalSeconds);
        var delay = TimeSpan.FromSeconds(seconds);
        return delay > retryAfter ? delay : retryAfter;
    }

    // RFC 9110 §10.2.3: Retry-After = HTTP-date / delay-seconds
    private static TimeSpan RetryAfter(ResponseHead? response, DateTimeOffset now, FailureOptions options)
    {
        if (response?.Fields.First("Retry-After") is not { } text)
        {
            return TimeSpan.Zero;
        }

        var seconds = DeltaSeconds.Parse(text.AsSpan().Trim());
        var value = seconds >= 0 ? TimeSpan.FromSeconds(seconds) : HttpDate.Parse(text, now) - now ?? TimeSpan.Zero;
        return value < options.MaxRetryAfter ? value : options.MaxRetryAfter;
    }
}
