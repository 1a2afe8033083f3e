using System.Globalization;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Which server has which key: consistent hashing, so that another server more or less moves few keys.</summary>
internal sealed class ServerRing
{
    private const int PointsPerServer = 160;

    private readonly ulong[] _points;
    private readonly MemcachedServer[] _servers;

    public ServerRing(IReadOnlyList<MemcachedServer> servers)
    {
        (ulong Point, MemcachedServer Server)[] ring =
        [
            .. from server in servers
               from i in Enumerable.Range(0, PointsPerServer)
               let point = Hash(string.Create(CultureInfo.InvariantCulture, $"{server.Name}#{i}"))
               orderby point
               select (point, server),
        ];
        _points = [.. ring.Select(r => r.Point)];
        _servers = [.. ring.Select(r => r.Server)];
    }

    public MemcachedServer this[string key]
    {
        get
        {
            int found = Array.BinarySearch(_points, Hash(key));
            return _servers[(found >= 0 ? found : ~found) % _servers.Length];
        }
    }

    private static ulong Hash(string text) => BodyDigest.Compute(Encoding.UTF8.GetBytes(text));
}
