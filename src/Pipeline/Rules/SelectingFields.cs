using System.Collections;
using Freshet.Http;

namespace Freshet.Rules;

/// <summary>The request fields that tell the variants of a resource apart (RFC 9111 §4.1).</summary>
public sealed class SelectingFields : IReadOnlyList<SelectingField>
{
    private readonly SelectingField[] _fields;

    internal SelectingFields(SelectingField[] fields) => _fields = fields;

    /// <summary>No fields: the response matches every request.</summary>
    public static SelectingFields None { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _fields.Length;

    /// <inheritdoc/>
    public SelectingField this[int index] => _fields[index];

    /// <summary>What to keep of a request for a response with that Vary.</summary>
    /// <param name="request">The request fields.</param>
    /// <param name="vary">The response's Vary.</param>
    /// <param name="policy">The cache's policy: decides which members are disregarded, and of which values only a digest is kept.</param>
    public static SelectingFields Of(HeaderFields request, VaryFields vary, CachePolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        return vary.Names.Count == 0 ? None
            : new([.. vary.Names.Where(name => policy is null || !Redaction.Has(policy.IgnoredVary, name))
                .Select(name => new SelectingField(name, Redaction.Of(name, request.Combined(name), policy)))]);
    }

    /// <summary>Whether the nominated fields of a request match those of the request that was answered.</summary>
    public bool Match(HeaderFields request) => Match(request, []);

    internal bool Match(HeaderFields request, IReadOnlyList<string> ignored)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (var field in _fields)
        {
            if (!Redaction.Has(ignored, field.Name) && !Redaction.Same(field.Name, field.Value, request.Combined(field.Name)))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public IEnumerator<SelectingField> GetEnumerator() => ((IEnumerable<SelectingField>)_fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
