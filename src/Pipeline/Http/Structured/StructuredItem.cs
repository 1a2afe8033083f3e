namespace Freshet.Http;

/// <summary>An item of a structured field: a value with parameters (RFC 9651 §3.3).</summary>
/// <param name="Value">The value.</param>
/// <param name="Parameters">The parameters; <see cref="StructuredParameters.Empty"/> without.</param>
public readonly record struct StructuredItem(BareItem Value, StructuredParameters Parameters)
{
    /// <summary>An item without parameters.</summary>
    public StructuredItem(BareItem value) : this(value, StructuredParameters.Empty)
    {
    }

    /// <summary>Parses the value of a field that is an item (§4.2.3); never throws.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out StructuredItem item) => StructuredReader.TryItem(text, out item);

    /// <summary>The item as it stands in a field.</summary>
    public override string ToString() => StructuredWriter.Write(new StructuredMember(this));
}
