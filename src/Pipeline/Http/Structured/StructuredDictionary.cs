using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Freshet.Http;

/// <summary>The value of a field that is a dictionary, each key once, in the order received (RFC 9651 §3.2); immutable.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "The word of the RFC.")]
public sealed class StructuredDictionary : IReadOnlyList<KeyValuePair<string, StructuredMember>>
{
    private readonly KeyValuePair<string, StructuredMember>[] _members;

    /// <summary>Creates a dictionary; of several members with one key the last counts.</summary>
    /// <exception cref="ArgumentException">A key is none.</exception>
    public StructuredDictionary(IEnumerable<KeyValuePair<string, StructuredMember>> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        List<KeyValuePair<string, StructuredMember>> list = [];
        foreach (var member in members)
        {
            StructuredKeys.Set(list, StructuredKeys.Checked(member.Key), member.Value);
        }

        _members = [.. list];
    }

    private StructuredDictionary(KeyValuePair<string, StructuredMember>[] members) => _members = members;

    /// <inheritdoc/>
    public int Count => _members.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, StructuredMember> this[int index] => _members[index];

    /// <summary>The member of a key, or null when it is not there.</summary>
    public StructuredMember? this[string key]
    {
        get
        {
            foreach (var member in _members)
            {
                if (member.Key == key)
                {
                    return member.Value;
                }
            }

            return null;
        }
    }

    /// <summary>Parses a field value strictly (§4.2.2); never throws.</summary>
    /// <param name="text">The value; an empty one is an empty dictionary.</param>
    /// <param name="dictionary">The dictionary, or null when the value is none.</param>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out StructuredDictionary? dictionary) =>
        StructuredReader.TryDictionary(text, out dictionary);

    /// <summary>The dictionary as it stands in a field.</summary>
    public override string ToString() => StructuredWriter.Write(this);

    internal static StructuredDictionary Parsed(List<KeyValuePair<string, StructuredMember>> members) => new(members.ToArray());

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, StructuredMember>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, StructuredMember>>)_members).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
