using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Storage;

/// <summary>A stored response with its body, as people read and edit it.</summary>
public sealed record TransferResponse
{
    /// <summary>The method of the request that was answered.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>The status code: 100 to 999.</summary>
    public required int Status { get; init; }

    /// <summary>When the request was sent.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When the response was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Whether it was invalidated (RFC 9111 §4.4).</summary>
    public bool IsInvalidated { get; init; }

    /// <summary>Whether the origin gave a valid Date; otherwise Date is the time of receipt.</summary>
    public bool IsDated { get; init; } = true;

    /// <summary>The field that took the place of Cache-Control (RFC 9213), or null.</summary>
    public string? TargetedField { get; init; }

    /// <summary>The request's fields that Vary names.</summary>
    public IReadOnlyList<SelectingField> Selecting { get; init; } = [];

    /// <summary>The response's fields as stored.</summary>
    public HeaderFields Fields { get; init; } = HeaderFields.Empty;

    /// <summary>The body, in its content coding.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    internal static TransferResponse Of(StoredHead head, ReadOnlyMemory<byte> body)
    {
        var response = new TransferResponse
        {
            Method = head.Method,
            Status = head.Status,
            RequestedAt = head.Facts.RequestTime,
            ReceivedAt = head.Facts.ResponseTime,
            IsInvalidated = head.Facts.Has(ResponseFlags.Invalidated),
            IsDated = !head.Facts.Has(ResponseFlags.DateIsReceipt),
            Selecting = head.Selecting,
            Fields = head.Fields,
            Body = body,
        };

        // The field is known by what it has led to: the policy that named it is the cache's.
        return response.Facts() == head.Facts ? response
            : head.Fields.Select(field => response with { TargetedField = field.Name }).FirstOrDefault(other => other.Facts() == head.Facts) ?? response;
    }

    internal StoredHead ToHead(BodyDescriptor body) => new(Method, new SelectingFields([.. Selecting]), Fields, Facts(), body);

    private ResponseFacts Facts()
    {
        var policy = new CachePolicy { TargetedFields = TargetedField is null ? [] : [TargetedField] };
        return ResponseFacts.Of(new ResponseHead(Status, Fields), policy, RequestedAt, ReceivedAt)
            .With((IsInvalidated ? ResponseFlags.Invalidated : ResponseFlags.None) | (IsDated ? ResponseFlags.None : ResponseFlags.DateIsReceipt));
    }
}
