namespace Freshet.Http;

/// <summary>A member of a list or dictionary: an item or an inner list (RFC 9651 §3.1, §3.2).</summary>
public readonly struct StructuredMember
{
    private readonly StructuredParameters? _parameters;

    /// <summary>A member that is an item.</summary>
    public StructuredMember(StructuredItem item) => (Value, _parameters) = (item.Value, item.Parameters);

    /// <summary>A member that is an item without parameters.</summary>
    public StructuredMember(BareItem value) => Value = value;

    /// <summary>A member that is an inner list.</summary>
    public StructuredMember(IReadOnlyList<StructuredItem> innerList, StructuredParameters? parameters = null)
    {
        ArgumentNullException.ThrowIfNull(innerList);
        (InnerList, _parameters) = (innerList, parameters);
    }

    /// <summary>The items of the inner list, or null when the member is an item.</summary>
    public IReadOnlyList<StructuredItem>? InnerList { get; }

    /// <summary>The value of the item; false when the member is an inner list.</summary>
    public BareItem Value { get; }

    /// <summary>The parameters of the item or inner list.</summary>
    public StructuredParameters Parameters => _parameters ?? StructuredParameters.Empty;

    /// <summary>The value of the item, or null when the member is an inner list.</summary>
    public BareItem? Item => InnerList is null ? Value : null;

    /// <summary>The member as it stands in a list.</summary>
    public override string ToString() => StructuredWriter.Write(this);
}
