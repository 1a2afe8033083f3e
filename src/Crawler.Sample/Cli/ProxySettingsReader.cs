using System.Globalization;
using System.Net;
using Freshet.Proxies;
using Freshet.Rules;

namespace Freshet.Program.Cli;

/// <summary>Turns a command line into settings, or into every problem found in it.</summary>
internal static class ProxySettingsReader
{
    private const int DefaultPort = 8080;

    /// <exception cref="UsageException">Something is wrong with what was given.</exception>
    public static ProxySettings Read(ProxyArguments arguments, CommandArguments given)
    {
        var reader = new OptionReader(given);
        reader.Exclude(arguments.NoTunnel, arguments.TunnelPorts);
        var settings = new ProxySettings
        {
            Proxy = ReadProxy(arguments, reader),
            Store = ReadStore(arguments, reader),
            Policy = reader.Flag(arguments.Private) ? CachePolicy.Private : CachePolicy.ForShared,
            MaxBody = reader.Size(arguments.MaxBody, 0, 16L << 30),
            Json = reader.Flag(arguments.Json),
            Events = reader.Flag(arguments.Events),
            Verbosity = reader.Flag(arguments.Verbose) ? Verbosity.Verbose : Verbosity.Normal,
        };
        return reader.Problems.Count == 0 ? settings : throw new UsageException(ExitCodes.WrongUsage, reader.Problems);
    }

    private static ProxyOptions ReadProxy(ProxyArguments arguments, OptionReader reader)
    {
        var defaults = new ProxyOptions();
        return defaults with
        {
            Listen = ReadListen(arguments.Listen, reader),
            Origin = ReadOrigin(arguments.Origin, reader),
            PreserveHost = reader.Flag(arguments.PreserveHost),
            Tunnels = !reader.Flag(arguments.NoTunnel),
            TunnelPorts = ReadPorts(arguments.TunnelPorts, reader) ?? defaults.TunnelPorts,
            CacheStatus = reader.Flag(arguments.CacheStatus),
            Limits = defaults.Limits with
            {
                HeadTimeout = reader.Duration(arguments.Timeout, TimeSpan.FromMilliseconds(1)) ?? defaults.Limits.HeadTimeout,
            },
        };
    }

    private static StoreChoice ReadStore(ProxyArguments arguments, OptionReader reader)
    {
        var memory = reader.Size(arguments.Memory, 1 << 20, 1L << 40);
        var size = reader.Size(arguments.StoreSize, 8 << 20, 1L << 50);
        var store = reader.Text(arguments.Store) ?? "memory:";
        if (store is not "memory:")
        {
            return StoreUrl.Read(arguments.Store, store, size, memory, reader.Problems);
        }

        reader.Exclude(arguments.StoreSize, arguments.Store);
        return new StoreChoice(StoreKind.Memory, MaxBytes: memory);
    }

    private static IPEndPoint ReadListen(Option option, OptionReader reader)
    {
        var text = reader.Text(option);
        if (text is null)
        {
            return new IPEndPoint(IPAddress.Loopback, DefaultPort);
        }

        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? text : text[..colon];
        var address = host switch
        {
            "localhost" => IPAddress.Loopback,
            "*" or "" => IPAddress.IPv6Any,
            _ => IPAddress.TryParse(host.Trim('[', ']'), out var parsed) ? parsed : null,
        };
        if (address is not null && colon >= 0
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return new IPEndPoint(address, port);
        }

        reader.Problems.Add($"{option.Name} is {text}; it must be an IP address, localhost or *, and a port, such as 127.0.0.1:8080.");
        return new IPEndPoint(IPAddress.Loopback, 0);
    }

    private static Uri? ReadOrigin(Option option, OptionReader reader)
    {
        if (reader.Text(option) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var origin) && new ProxyOptions { Origin = origin }.Problems().FirstOrDefault() is null)
        {
            return origin;
        }

        reader.Problems.Add($"{option.Name} is {text}; it must be an http or https URL without path, query and user name, such as http://127.0.0.1:8000.");
        return null;
    }

    private static int[]? ReadPorts(Option option, OptionReader reader)
    {
        var text = reader.Text(option);
        if (text is null or "any")
        {
            return text is null ? null : [];
        }

        var ports = text.Split(',', StringSplitOptions.TrimEntries)
            .Select(port => ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToArray();
        if (ports.Contains(0))
        {
            reader.Problems.Add($"{option.Name} is {text}; it must be ports from 1 to 65535, such as 443,8443, or any.");
        }

        return ports;
    }
}
