namespace Freshet.Urls;

internal ref struct UrlWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    public int Position { get; set; }

    public bool Overflow { get; private set; }

    public readonly Span<byte> Written => _destination[..Position];

    public void Write(byte value)
    {
        if ((uint)Position < (uint)_destination.Length)
        {
            _destination[Position++] = value;
        }
        else
        {
            Overflow = true;
        }
    }

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.TryCopyTo(_destination[Position..]))
        {
            Position += bytes.Length;
        }
        else
        {
            Overflow = true;
        }
    }

    public void WriteEscaped(byte value)
    {
        Write((byte)'%');
        Write("0123456789ABCDEF"u8[value >> 4]);
        Write("0123456789ABCDEF"u8[value & 15]);
    }

    public void WriteNumber(uint value)
    {
        Span<byte> digits = stackalloc byte[10];
        value.TryFormat(digits, out var length);
        Write(digits[..length]);
    }
}
