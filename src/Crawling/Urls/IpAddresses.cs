using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Freshet.Urls;

internal static class IpAddresses
{
    /// <summary>The "ends in a number checker" of the URL standard.</summary>
    public static bool EndsInNumber(ReadOnlySpan<byte> domain)
    {
        if (domain is [.., (byte)'.'])
        {
            domain = domain[..^1];
        }

        var last = domain[(domain.LastIndexOf((byte)'.') + 1)..];
        return !last.IsEmpty && char.IsAsciiDigit((char)last[0])
            && (last.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 || TryNumber(last, out _));
    }

    public static bool TryWriteIPv4(scoped ReadOnlySpan<byte> domain, ref UrlWriter writer)
    {
        if (domain is [.., (byte)'.'])
        {
            domain = domain[..^1];
        }

        ulong address = 0;
        for (var part = 0; ; part++)
        {
            var dot = domain.IndexOf((byte)'.');
            if (part > 3 || !TryNumber(dot < 0 ? domain : domain[..dot], out var number))
            {
                return false;
            }

            if (dot < 0)
            {
                // The last part fills the bytes that are left.
                if (number >= 1UL << (8 * (4 - part)))
                {
                    return false;
                }

                address = (address << (8 * (4 - part))) | number;
                break;
            }

            if (number > 255)
            {
                return false;
            }

            address = (address << 8) | number;
            domain = domain[(dot + 1)..];
        }

        for (var shift = 24; shift >= 0; shift -= 8)
        {
            writer.WriteNumber((uint)(address >> shift) & 255);
            if (shift > 0)
            {
                writer.Write((byte)'.');
            }
        }

        return true;
    }

    public static bool TryWriteIPv6(scoped ReadOnlySpan<byte> text, ref UrlWriter writer)
    {
        if (text.Length > 45 || text.IndexOfAnyExcept("0123456789abcdefABCDEF:."u8) >= 0
            || !IPAddress.TryParse(Encoding.ASCII.GetString(text), out var address) || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        var (start, end) = LongestZeros(bytes);
        writer.Write((byte)'[');
        for (var i = 0; i < 8; i++)
        {
            if (i == start)
            {
                writer.Write("::"u8);
                i = end - 1;
                continue;
            }

            if (i > 0 && i != end)
            {
                writer.Write((byte)':');
            }

            WriteHex(BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]), ref writer);
        }

        writer.Write((byte)']');
        return true;
    }

    // The first longest run of at least two zero pieces.
    private static (int Start, int End) LongestZeros(ReadOnlySpan<byte> bytes)
    {
        var longest = (Start: -1, End: -1);
        for (var i = 0; i < 8; i++)
        {
            var end = i;
            while (end < 8 && bytes[2 * end] == 0 && bytes[(2 * end) + 1] == 0)
            {
                end++;
            }

            if (end - i > Math.Max(1, longest.End - longest.Start))
            {
                longest = (i, end);
            }

            i = Math.Max(i, end);
        }

        return longest;
    }

    private static void WriteHex(ushort piece, ref UrlWriter writer)
    {
        Span<byte> digits = stackalloc byte[4];
        piece.TryFormat(digits, out var length, "x", CultureInfo.InvariantCulture);
        writer.Write(digits[..length]);
    }

    private static bool TryNumber(ReadOnlySpan<byte> part, out ulong number)
    {
        number = 0;
        if (part.IsEmpty)
        {
            return false;
        }

        var radix = 10u;
        if (part.Length >= 2 && part[0] == '0')
        {
            radix = (part[1] | 0x20) == 'x' ? 16u : 8u;
            part = part[(radix == 16 ? 2 : 1)..];
        }

        foreach (var b in part)
        {
            var digit = char.IsAsciiDigit((char)b) ? b - (uint)'0' : char.IsAsciiHexDigit((char)b) ? (b | 0x20u) - 'a' + 10 : 16;
            if (digit >= radix)
            {
                return false;
            }

            number = Math.Min((number * radix) + digit, uint.MaxValue + 1UL);
        }

        return true;
    }
}
