using Freshet.Caching;
using Freshet.Program.Cli;
using Freshet.Storage;

namespace Freshet.Program.Running;

/// <summary>Counts what a store holds, and reads all of it to find what is damaged.</summary>
internal static class CacheFigures
{
    private static readonly (string Prefix, string Name)[] Kinds =
        [("h/", "heads"), (BodyKeys.Prefix, "segments"), ("v/", "values"), ("t/", "tags"), ("", "others")];

    public static async Task<int> StatsAsync(HttpCache cache, ICacheStore store, CacheSettings settings)
    {
        Dictionary<string, (long Records, long Bytes)> kinds = [];
        await foreach (var entry in store.ScanAsync())
        {
            var kind = Kinds.First(k => entry.Key.StartsWith(k.Prefix, StringComparison.Ordinal)).Name;
            var (records, bytes) = kinds.GetValueOrDefault(kind);
            kinds[kind] = (records + 1, bytes + entry.Bytes);
        }

        long fresh = 0, stale = 0;
        SortedDictionary<int, long> statuses = [];
        SortedDictionary<string, long> hosts = new(StringComparer.Ordinal);
        await foreach (var response in cache.Stored.ListAsync(settings.Filter))
        {
            (fresh, stale) = response.IsFresh ? (fresh + 1, stale) : (fresh, stale + 1);
            statuses[response.Status] = statuses.GetValueOrDefault(response.Status) + 1;
            var host = response.Uri?.Host ?? "?";
            hosts[host] = hosts.GetValueOrDefault(host) + 1;
        }

        List<(string Name, long Value)> figures =
        [
            ("records", kinds.Values.Sum(k => k.Records)), ("bytes", kinds.Values.Sum(k => k.Bytes)),
            .. Kinds.Where(k => kinds.ContainsKey(k.Name)).SelectMany(k => new[] { (k.Name, kinds[k.Name].Records), ($"{k.Name}Bytes", kinds[k.Name].Bytes) }),
            ("responses", fresh + stale), ("fresh", fresh), ("stale", stale),
            .. statuses.Select(s => ($"status{s.Key}", s.Value)),
            ("hosts", hosts.Count),
        ];
        Write(figures, settings);
        return ExitCodes.Done;
    }

    public static async Task<int> VerifyAsync(ICacheStore store, CacheSettings settings)
    {
        var keys = await store.ScanAsync().Select(entry => entry.Key).ToListAsync();
        HashSet<string> wanted = new(StringComparer.Ordinal);
        List<(string Key, string Problem)> damaged = [];
        var read = 0L;
        foreach (var key in keys.Order(StringComparer.Ordinal))
        {
            using var record = await store.GetAsync(key);
            if (record is null)
            {
                // The store itself found it torn, or it expired or left meanwhile.
                continue;
            }

            read++;
            if (key.StartsWith("h/", StringComparison.Ordinal))
            {
                await CheckAsync(store, key, record, wanted, damaged);
            }
        }

        var orphans = keys.Where(key => key.StartsWith(BodyKeys.Prefix, StringComparison.Ordinal) && !wanted.Contains(key)).ToList();
        foreach (var (key, problem) in damaged)
        {
            await Console.Error.WriteLineAsync($"{key}: {problem}");
        }

        foreach (var key in settings.Repair ? damaged.Select(d => d.Key).Distinct().Concat(orphans) : [])
        {
            await store.RemoveAsync(key);
        }

        Write([("records", keys.Count), ("read", read), ("unreadable", keys.Count - read), ("damaged", damaged.Count), ("orphans", orphans.Count)], settings);
        return damaged.Count + (keys.Count - read) > 0 ? 1 : ExitCodes.Done;
    }

    private static async Task CheckAsync(
        ICacheStore store, string key, StoreRecord record, HashSet<string> wanted, List<(string Key, string Problem)> damaged)
    {
        if (!StoredHeads.TryRead(record.Value, out var heads, out var fault))
        {
            damaged.Add((key, $"it is no record of stored responses ({fault})"));
            return;
        }

        foreach (var body in heads.Select(head => head.Body))
        {
            for (var i = 0; i < body.Segments.Count; i++)
            {
                var name = BodyKeys.Segment(body.Id, i);
                wanted.Add(name);
                using var segment = await store.GetAsync(name);
                if (segment is null || segment.Value.Length != body.Segments[i].Length || BodyDigest.Compute(segment.Value.Span) != body.Segments[i].Digest)
                {
                    damaged.Add((key, $"segment {i} of a body is {(segment is null ? "missing" : "altered")}"));
                }
            }
        }
    }

    private static void Write(List<(string Name, long Value)> figures, CacheSettings settings)
    {
        if (settings.Json)
        {
            Console.Out.WriteLine($"{{{string.Join(",", figures.Select(f => $"\"{f.Name}\":{f.Value}"))}}}");
            return;
        }

        foreach (var (name, value) in figures)
        {
            Console.Out.WriteLine($"{name,-16}{value,16:N0}");
        }
    }
}
