using System.Buffers;

namespace Freshet.Values;

// The text of a key as it grows: on the stack at first, rented when that is too little.
internal ref struct KeyWriter(Span<char> first)
{
    private Span<char> _chars = first;
    private char[]? _rented;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<char> Written => _chars[..Length];

    public void Append(char c)
    {
        if (Length == _chars.Length)
        {
            Grow(1);
        }

        _chars[Length++] = c;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > _chars.Length - Length)
        {
            Grow(text.Length);
        }

        text.CopyTo(_chars[Length..]);
        Length += text.Length;
    }

    public void Append<T>(T value, ReadOnlySpan<char> format = default)
        where T : ISpanFormattable
    {
        int written;
        while (!value.TryFormat(_chars[Length..], out written, format, System.Globalization.CultureInfo.InvariantCulture))
        {
            Grow(_chars.Length);
        }

        Length += written;
    }

    /// <summary>Sorts the parts that were written from a place on, each of which begins where <paramref name="starts"/> say.</summary>
    public void Sort(int from, List<int> starts)
    {
        var parts = new string[starts.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = _chars[starts[i]..(i + 1 < parts.Length ? starts[i + 1] : Length)].ToString();
        }

        Array.Sort(parts, StringComparer.Ordinal);
        Length = from;
        foreach (var part in parts)
        {
            Append(part);
        }
    }

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<char>.Shared.Return(_rented);
            _rented = null;
        }
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<char>.Shared.Rent(Math.Max(Length + more, 2 * Math.Max(_chars.Length, 64)));
        Written.CopyTo(larger);
        var earlier = _rented;
        _chars = _rented = larger;
        if (earlier is not null)
        {
            ArrayPool<char>.Shared.Return(earlier);
        }
    }
}
