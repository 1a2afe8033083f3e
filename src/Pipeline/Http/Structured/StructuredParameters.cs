using System.Collections;

namespace Freshet.Http;

/// <summary>The parameters of an item or inner list, in the order received and each key once (RFC 9651 §3.1.2); immutable.</summary>
public sealed class StructuredParameters : IReadOnlyList<KeyValuePair<string, BareItem>>
{
    private readonly KeyValuePair<string, BareItem>[] _pairs;

    /// <summary>Creates parameters; of several with one key the last counts.</summary>
    /// <exception cref="ArgumentException">A key is none.</exception>
    public StructuredParameters(IEnumerable<KeyValuePair<string, BareItem>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        List<KeyValuePair<string, BareItem>> list = [];
        foreach (var pair in pairs)
        {
            StructuredKeys.Set(list, StructuredKeys.Checked(pair.Key), pair.Value);
        }

        _pairs = [.. list];
    }

    private StructuredParameters(KeyValuePair<string, BareItem>[] pairs) => _pairs = pairs;

    /// <summary>No parameters.</summary>
    public static StructuredParameters Empty { get; } = new(Array.Empty<KeyValuePair<string, BareItem>>());

    /// <inheritdoc/>
    public int Count => _pairs.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, BareItem> this[int index] => _pairs[index];

    /// <summary>The value of a key, or null when it is not there.</summary>
    public BareItem? this[string key]
    {
        get
        {
            foreach (var pair in _pairs)
            {
                if (pair.Key == key)
                {
                    return pair.Value;
                }
            }

            return null;
        }
    }

    internal static StructuredParameters Parsed(List<KeyValuePair<string, BareItem>> pairs) => new(pairs.ToArray());

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, BareItem>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, BareItem>>)_pairs).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
