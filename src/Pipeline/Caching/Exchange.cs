using System.Globalization;
using System.Runtime.InteropServices;
using Freshet.Control;
using Freshet.Events;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Caching;

/// <summary>One logical lookup: a request on its way through the cache, and what came of it.</summary>
/// <remarks>
/// It passes the steps of <see cref="HttpCache"/> in the order lookup, fetch, store, and is complete as soon as <see cref="Outcome"/> is set.
/// One step at a time; dispose it when response and body are no longer needed.
/// </remarks>
public sealed class Exchange : IDisposable
{
    private ResponseHead? _response;
    private BodyBuffer? _decoded;
    private Stream? _content;
    private int _isOrphan;

    /// <summary>Creates an exchange.</summary>
    /// <param name="request">The request.</param>
    /// <param name="tag">Anything the caller wants to find again on the exchange.</param>
    /// <param name="options">The request's own wishes; none when null. Those of an enclosing <see cref="FreshetScope"/> come before them.</param>
    public Exchange(RequestHead request, object? tag = null, RequestCacheOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        Request = request;
        Key = CacheKey.Of(request);
        Tag = tag;
        Options = FreshetScope.Current is { } scope ? options?.And(scope) ?? scope : options;
    }

    /// <summary>The request.</summary>
    public RequestHead Request { get; }

    /// <summary>The cache key (RFC 9111 §2); that of the target URI until the lookup, which knows of other wishes.</summary>
    public string Key { get; internal set; }

    /// <summary>What the caller gave.</summary>
    public object? Tag { get; }

    /// <summary>The request's own wishes and those of the scope in which it was made, or null.</summary>
    public RequestCacheOptions? Options { get; }

    /// <summary>The request's content, for methods whose content is part of the key; null when it is not at hand.</summary>
    public ReadOnlyMemory<byte>? Content { get; init; }

    /// <summary>Whether the body may be handed over before it is read: see <see cref="OpenBody"/>.</summary>
    /// <value>The default is false: the exchange is complete when its whole <see cref="Body"/> is in memory.</value>
    public bool IsStreamed { get; init; }

    /// <summary>What the lookup decided, or null before it.</summary>
    public ReuseDecision? Decision { get; internal set; }

    /// <summary>How the exchange ended, or null while it is under way.</summary>
    public CacheOutcome? Outcome { get; private set; }

    /// <summary>Whether the exchange has ended.</summary>
    public bool IsComplete => Outcome is not null;

    /// <summary>Whether a stored response is there that must be validated.</summary>
    public bool IsStale => Decision is ReuseDecision.Stale;

    /// <summary>The response, or null when there is none; a stored one has Age (RFC 9111 §5.1).</summary>
    public ResponseHead? Response => _response ??= Head is { } head
        ? Answer(new(Status, head.ToResponse().Fields.Without("Age").With("Age", AgeField)))
        : null;

    /// <summary>The status code, or 0 when there is no response.</summary>
    public int Status => _response?.Status ?? (Head is null ? 0 : IsNotModified ? 304 : Range.StatusOf(Head));

    /// <summary>The response's body, in the content coding it came in; empty while <see cref="IsBodyUnread"/>.</summary>
    public BodyBuffer Body { get; private set; } = BodyBuffer.Empty;

    /// <summary>Whether the body is to be read from <see cref="OpenBody"/> and not in <see cref="Body"/>; only when <see cref="IsStreamed"/>.</summary>
    public bool IsBodyUnread => _content is not null;

    /// <summary>The age of a stored response that is used (RFC 9111 §4.2.3), or zero.</summary>
    public TimeSpan Age { get; private set; }

    /// <summary>The tier that had the stored response's body, or null when it came from the origin or had no name.</summary>
    public string? Tier { get; private set; }

    /// <summary>Whether it waited for another request for the same key that was under way.</summary>
    public bool IsCollapsed { get; internal set; }

    /// <summary>Why there is no response, or null.</summary>
    public Exception? Failure { get; private set; }

    // The response came from this exchange's own request to the origin.
    internal bool IsFetched { get; private set; }

    // Its body is stored while it is read.
    internal bool IsStoring => _content is InflightReader && IsFetched;

    internal string AgeField => ((long)Age.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    // The fields of a stored response that answers as it is, to which only Age is to be added; null otherwise.
    internal HeaderFields? WholeFields => _response is null && Head is { } head && (IsNotModified || Range.IsWhole) ? head.ToResponse().Fields : null;

    // Nobody waits for it.
    internal bool IsBackground { get; init; }

    internal bool IsDisposed { get; private set; }

    internal string? StaleReason { get; set; }

    internal DoNotStoreReason? NotStored { get; set; }

    // What the rules are given: the cache's policy, with what this request and its URL say otherwise.
    internal CachePolicy Policy { get; set; } = CachePolicy.Private;

    // All wishes that hold for it; null before the lookup.
    internal ExchangeControl? Control { get; set; }

    // The failures before it, when they are remembered.
    internal StoredNote? Failures { get; set; }

    internal StoredHead? Head { get; private set; }

    // The request's own condition is met by the stored response (RFC 9111 §4.3.2).
    internal bool IsNotModified { get; set; }

    // What of the stored response answers; set when its body is opened.
    internal RangedAnswer Range { get; set; }

    // Requests for ranges are not collapsed with others.
    internal bool IsRanged => Request.Fields.Contains("Range");

    internal StoreRecord? Record { get; set; }

    internal StoredHeads Stored { get; set; } = StoredHeads.Empty;

    internal int StoredAtWrites { get; set; }

    internal int StoredAtInvalidations { get; set; }

    internal FetchedResponse? Fetched { get; set; }

    internal FresheningDecision.Freshen? Freshening { get; set; }

    internal StoredBody? StoredBody { get; set; }

    internal FetchException? FetchError { get; set; }

    // The store is asked past what only this machine holds: another one may have answered.
    internal bool IsReadPastMemory { get; set; }

    internal Flight? Flight { get; set; }

    // The leader's share in its flight.
    internal FlightPass? Pass { get; private set; }

    /// <summary>The value of the response's first field line of that name, or null; cheaper than <see cref="Response"/> for a stored response.</summary>
    public string? Field(string name) =>
        (Range.IsWhole ? _response : Response) is { } response ? response.Fields.First(name) : Head?.First(name);

    /// <summary>The body decoded from its content coding; valid until the exchange is disposed.</summary>
    /// <exception cref="FetchException">The coding is not known, the body is not in it, or the decoded body is over the limit.</exception>
    public ReadOnlyMemory<byte> DecodedBody(long maxBytes)
    {
        _decoded ??= ContentCodings.Decode(Field("Content-Encoding"), Body, maxBytes);
        return _decoded.Bytes;
    }

    /// <summary>The body in the content coding it came in, as a stream to be read once; valid until the exchange is disposed.</summary>
    /// <remarks>
    /// A body that still comes from the origin is stored while it is read here, and read no faster than it is asked for. It is stored only when
    /// it is read to its end: disposing the exchange before gives it up, unless others share it. Cancelling a read ends that wait only.
    /// What goes wrong on the way is an <see cref="IOException"/>.
    /// </remarks>
    public Stream OpenBody() => _content ?? (MemoryMarshal.TryGetArray(Body.Bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(Body.Bytes.ToArray(), writable: false));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Volatile.Read(ref _isOrphan) == 0)
        {
            Release();
        }
    }

    // The content is somebody else's now.
    internal void LeaveContent() => _content = null;

    internal CacheInfo ToInfo()
    {
        var (lifetime, reason) = Decision switch
        {
            ReuseDecision.Fresh fresh => (fresh.Lifetime.Value, null),
            ReuseDecision.StaleAllowed stale => (stale.Lifetime.Value, null),
            ReuseDecision.Stale stale => (stale.Lifetime.Value, stale.Reason.ToString()),
            ReuseDecision.Miss miss => ((TimeSpan?)null, miss.Reason.ToString()),
            ReuseDecision.Bypass bypass => (null, bypass.Reason.ToString()),
            ReuseDecision.GatewayTimeout => (null, "OnlyIfCached"),
            _ => (null, null),
        };
        return new CacheInfo(
            Outcome!.Value, StaleReason ?? reason, Key, Age, lifetime, Tier, Head?.Facts.ResponseTime, IsCollapsed, NotStored?.ToString());
    }

    internal void Board(Flight flight) => (Flight, Pass) = (flight, new FlightPass(flight));

    // The caller has gone; what works on the exchange disposes it when it is done.
    internal void Orphan(Task work)
    {
        Volatile.Write(ref _isOrphan, 1);
        Pass?.Dispose();
        _ = ReleaseAfterAsync(work);
    }

    private async Task ReleaseAfterAsync(Task work)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Release();
    }

    private void Release()
    {
        IsDisposed = true;
        Flight?.Dispose();
        Fetched?.Dispose();
        StoredBody?.Dispose();
        _content?.Dispose();
        _decoded?.Dispose();
        Body.Dispose();
        Record?.Dispose();
    }

    private ResponseHead Answer(ResponseHead whole) => IsNotModified ? whole : Range.Of(whole);

    internal void End(CacheOutcome outcome, StoredHead head, in StoredBody body, TimeSpan age)
    {
        (Outcome, Head, Body, _content, Tier, Age) = (outcome, head, body.Buffer, body.Content, body.Tier, age);
        StoredBody = null;
    }

    internal void End(CacheOutcome outcome, FetchedResponse fetched)
    {
        (Outcome, _response, Body, _decoded, _content) = (outcome, fetched.Head, fetched.Body, fetched.Decoded, fetched.Content);
        Fetched = null;
        IsFetched = true;
    }

    internal void End(CacheOutcome outcome, ResponseHead response) => (Outcome, _response) = (outcome, response);

    internal void End(Exception failure) => (Outcome, Failure) = (CacheOutcome.Failed, failure);
}
