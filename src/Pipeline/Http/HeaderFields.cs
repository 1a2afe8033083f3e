using System.Collections;

namespace Freshet.Http;

/// <summary>The field lines of one message in the order received (RFC 9110 §5); immutable.</summary>
public sealed class HeaderFields : IReadOnlyList<HeaderField>
{
    private readonly HeaderField[] _lines;

    /// <summary>Creates the fields from their lines.</summary>
    public HeaderFields(IEnumerable<HeaderField> lines) : this([.. lines])
    {
    }

    internal HeaderFields(HeaderField[] lines) => _lines = lines;

    /// <summary>No fields.</summary>
    public static HeaderFields Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _lines.Length;

    /// <inheritdoc/>
    public HeaderField this[int index] => _lines[index];

    internal ReadOnlySpan<HeaderField> Lines => _lines;

    /// <summary>Creates fields from name and value pairs.</summary>
    public static HeaderFields Of(params ReadOnlySpan<(string Name, string Value)> pairs)
    {
        var lines = new HeaderField[pairs.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = new HeaderField(pairs[i].Name, pairs[i].Value);
        }

        return new HeaderFields(lines);
    }

    /// <summary>Whether there is a line of that name.</summary>
    public bool Contains(string name) => First(name) is not null;

    /// <summary>The value of the first line of that name, or null.</summary>
    public string? First(string name)
    {
        foreach (ref readonly var line in _lines.AsSpan())
        {
            if (line.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return line.Value;
            }
        }

        return null;
    }

    /// <summary>The values of all lines of that name, joined by a comma (RFC 9110 §5.3), or null when there is none.</summary>
    public string? Combined(string name)
    {
        string? combined = null;
        foreach (ref readonly var line in _lines.AsSpan())
        {
            if (line.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                combined = combined is null ? line.Value : $"{combined}, {line.Value}";
            }
        }

        return combined;
    }

    /// <summary>The same fields with one more line.</summary>
    public HeaderFields With(string name, string value) => new([.. _lines, new HeaderField(name, value)]);

    /// <summary>The same fields without the lines of that name.</summary>
    public HeaderFields Without(string name) =>
        Contains(name) ? new([.. _lines.Where(line => !line.Name.Equals(name, StringComparison.OrdinalIgnoreCase))]) : this;

    /// <inheritdoc/>
    public IEnumerator<HeaderField> GetEnumerator() => ((IEnumerable<HeaderField>)_lines).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
