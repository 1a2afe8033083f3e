using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Storage;

/// <summary>A stored response without its body (RFC 9111 §3): what is rewritten by freshening; immutable.</summary>
/// <remarks>
/// It is a view of its encoded bytes: <see cref="Facts"/> are at hand, everything else is read when first asked for. A head that came from
/// <see cref="StoredHeads.TryRead"/> must not be used after the memory of the record was given back: <see cref="StoredHeads.Detach"/>.
/// </remarks>
public sealed class StoredHead
{
    private readonly ReadOnlyMemory<byte> _encoded;
    private string? _method;
    private SelectingFields? _selecting;
    private HeaderFields? _fields;
    private BodyDescriptor? _body;

    internal StoredHead(ReadOnlyMemory<byte> encoded)
    {
        _encoded = encoded;
        Facts = StoredHeadReader.Facts(encoded.Span);
    }

    /// <summary>Creates a head from its parts.</summary>
    /// <param name="method">The request method, for example <c>GET</c>.</param>
    /// <param name="selecting">The request fields that Vary nominates.</param>
    /// <param name="fields">The response fields to store; see <see cref="StoredFields"/>.</param>
    /// <param name="facts">What freshness depends on.</param>
    /// <param name="body">Where the body is.</param>
    public StoredHead(string method, SelectingFields selecting, HeaderFields fields, in ResponseFacts facts, BodyDescriptor body)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(selecting);
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(body);
        Facts = facts;
        _method = method;
        _selecting = selecting;
        _fields = fields;
        _body = body;
        _encoded = StoredHeadWriter.Encode(method, selecting, fields, facts, body);
    }

    /// <summary>The head of a response as just received.</summary>
    /// <param name="request">The request that was answered.</param>
    /// <param name="response">The response.</param>
    /// <param name="body">Where its body is stored.</param>
    /// <param name="policy">The cache's policy: decides which fields are stored.</param>
    /// <param name="requestTime">When the request was sent.</param>
    /// <param name="responseTime">When the response was received.</param>
    public static StoredHead Of(
        RequestHead request,
        ResponseHead response,
        BodyDescriptor body,
        CachePolicy policy,
        DateTimeOffset requestTime,
        DateTimeOffset responseTime)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(policy);
        var facts = ResponseFacts.Of(response, policy, requestTime, responseTime);
        var selecting = SelectingFields.Of(request.Fields, VaryFields.Parse(response.Fields), policy);
        var fields = StoredFields.Of(response.Fields, policy);

        // RFC 9110 §6.6.1: a recipient with a clock MUST record the time that a response without Date was received and append it if cached
        fields = facts.Has(ResponseFlags.DateIsReceipt) ? fields.Without("Date").With("Date", HttpDate.Format(facts.Date)) : fields;
        return StoredNote.Of(request, response, policy) is { IsEmpty: false } note
            ? new(request.Method, selecting, note.On(fields), facts.With(ResponseFlags.Noted), body)
            : new(request.Method, selecting, fields, facts, body);
    }

    /// <summary>What freshness depends on.</summary>
    public ResponseFacts Facts { get; }

    /// <summary>The status code.</summary>
    public int Status => Facts.Status;

    /// <summary>The method of the request that was answered.</summary>
    public string Method => _method ??= StoredHeadReader.Request(_encoded.Span).Method;

    /// <summary>The request fields that Vary nominates, as in the request that was answered.</summary>
    public SelectingFields Selecting => _selecting ??= StoredHeadReader.Request(_encoded.Span).Selecting;

    /// <summary>The response fields as stored.</summary>
    public HeaderFields Fields => _fields ??= StoredHeadReader.Response(_encoded.Span);

    /// <summary>Where the body is.</summary>
    public BodyDescriptor Body => _body ??= StoredHeadReader.Body(_encoded.Span);

    /// <summary>The ETag, or null.</summary>
    public EntityTag? EntityTag => Facts.Has(ResponseFlags.HasEntityTag) ? Http.EntityTag.Parse(First("ETag")) : null;

    /// <summary>The size of the head in a record, in bytes.</summary>
    public int EncodedLength => _encoded.Length;

    internal ReadOnlyMemory<byte> Encoded => _encoded;

    /// <summary>The stored response as a head; what goes to the reader also needs Age.</summary>
    public ResponseHead ToResponse() => new(Status, Facts.Has(ResponseFlags.Noted) ? Fields.Without(StoredNote.FieldName) : Fields);

    /// <summary>The value of the first response field of that name, or null; does not read the others.</summary>
    public string? First(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _fields is { } fields ? fields.First(name) : StoredHeadReader.First(_encoded.Span, name);
    }

    /// <summary>The same head with other facts, for example marked as invalidated.</summary>
    public StoredHead WithFacts(in ResponseFacts facts) => new(Method, Selecting, Fields, facts, Body);

    /// <summary>The same head for another body.</summary>
    public StoredHead WithBody(BodyDescriptor body) => new(Method, Selecting, Fields, Facts, body);
}
