using System.Globalization;
using System.Text;

namespace Freshet.Urls;

internal ref partial struct UrlParser
{
    private bool Authority(bool https, ReadOnlySpan<byte> authority)
    {
        // User information is dropped: links don't grant access.
        authority = authority[(authority.LastIndexOf((byte)'@') + 1)..];
        var bracket = authority.IndexOf((byte)']');
        var colon = authority[(bracket + 1)..].IndexOf((byte)':');
        var host = colon < 0 ? authority : authority[..(bracket + 1 + colon)];
        var port = colon < 0 ? [] : authority[(host.Length + 1)..];
        return Host(host) && Port(port, https ? 443u : 80u);
    }

    private bool Port(scoped ReadOnlySpan<byte> digits, uint standard)
    {
        var port = 0u;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit) || (port = (port * 10) + digit - '0') > ushort.MaxValue)
            {
                return false;
            }
        }

        if (!digits.IsEmpty && port != standard)
        {
            _out.Write((byte)':');
            _out.WriteNumber(port);
        }

        return true;
    }

    private bool Host(ReadOnlySpan<byte> host)
    {
        if (host.IsEmpty)
        {
            return false;
        }

        if (host[0] == '[')
        {
            return host[^1] == ']' && IpAddresses.TryWriteIPv6(host[1..^1], ref _out);
        }

        if (host.IndexOfAnyExcept(UrlBytes.HostName) < 0)
        {
            return Domain(host);
        }

        Span<byte> domain = stackalloc byte[1024];
        return HostNames.TryNormalize(host, domain, out var written) && Domain(domain[..written]);
    }

    private bool Domain(scoped ReadOnlySpan<byte> domain)
    {
        if (!HostNames.IsName(domain))
        {
            return false;
        }

        if (IpAddresses.EndsInNumber(domain))
        {
            return IpAddresses.TryWriteIPv4(domain, ref _out);
        }

        while (_rules.StripWww && domain.StartsWith("www."u8) && domain[4..].TrimEnd((byte)'.').Contains((byte)'.')
            && !IpAddresses.EndsInNumber(domain[4..]))
        {
            domain = domain[4..];
        }

        _out.Write(domain);
        return true;
    }
}
