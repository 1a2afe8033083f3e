using System.Collections;

namespace Freshet.Http;

/// <summary>The value of a field that is a list of items and inner lists (RFC 9651 §3.1); immutable.</summary>
public sealed class StructuredList : IReadOnlyList<StructuredMember>
{
    private readonly StructuredMember[] _members;

    /// <summary>Creates a list.</summary>
    public StructuredList(IEnumerable<StructuredMember> members) => _members = [.. members];

    /// <inheritdoc/>
    public int Count => _members.Length;

    /// <inheritdoc/>
    public StructuredMember this[int index] => _members[index];

    /// <summary>Parses a field value strictly (§4.2.1); never throws.</summary>
    /// <param name="text">The value; an empty one is an empty list.</param>
    /// <param name="list">The list, or null when the value is none.</param>
    public static bool TryParse(ReadOnlySpan<char> text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out StructuredList? list) =>
        StructuredReader.TryList(text, out list);

    /// <summary>The list as it stands in a field.</summary>
    public override string ToString() => StructuredWriter.Write(this);

    /// <inheritdoc/>
    public IEnumerator<StructuredMember> GetEnumerator() => ((IEnumerable<StructuredMember>)_members).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
