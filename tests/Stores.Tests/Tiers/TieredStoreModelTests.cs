using System.Globalization;
using System.Text;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Tiers;

/// <summary>Whatever fails and in whatever order: a read gives the newest value or none, never an older one.</summary>
public sealed class TieredStoreModelTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_read_never_gives_an_older_value(bool behind)
    {
        for (int seed = 1; seed <= 60; seed++)
        {
            await RunAsync(seed, behind);
        }
    }

    private static async Task RunAsync(int seed, bool behind)
    {
        Random random = new(seed);
        FakeTime time = new();
        FaultyStore fast = new(new MemoryStore(new MemoryStoreOptions { MaxEntries = 2 })), slow = new(new MemoryStore());
        await using TieredStore store = new(new TieredStoreOptions
        {
            Tiers = [new StoreTier("fast", fast), new StoreTier("slow", slow) { WriteBehind = behind, MaxQueued = 3 }],
            FailuresBeforeSkipping = 2,
            RetryAfter = TimeSpan.FromSeconds(1),
            MaxMissed = 3,
            TimeProvider = time,
        });
        Dictionary<string, HashSet<string>> allowed = [];
        for (int step = 0; step < 300; step++)
        {
            string key = $"{"ab"[random.Next(2)]}/{random.Next(3)}";
            HashSet<string> values = allowed.TryGetValue(key, out HashSet<string>? known) ? known : allowed[key] = [];
            switch (random.Next(12))
            {
                case < 4:
                    string value = step.ToString(CultureInfo.InvariantCulture);
                    try
                    {
                        await store.SetAsync(key, Encoding.UTF8.GetBytes(value), cancellationToken: Cancel);
                        values.Clear();
                    }
                    catch (StoreException)
                    {
                        // Nobody took it: the earlier one may stay.
                    }

                    values.Add(value);
                    break;
                case < 8:
                    using (StoreRecord? record = await store.GetAsync(key, Cancel))
                    {
                        string? read = record is null ? null : Encoding.UTF8.GetString(record.Value.Span);
                        Assert.True(read is null || values.Contains(read), $"seed {seed}, step {step}: {key} is {read}, not {string.Join(" or ", values)}");
                    }

                    break;
                case 8:
                    await store.RemoveAsync(key, Cancel);
                    values.Clear();
                    break;
                case 9:
                    await store.ClearAsync("a/", Cancel);
                    allowed.Where(a => a.Key.StartsWith("a/", StringComparison.Ordinal)).ToList().ForEach(a => a.Value.Clear());
                    break;
                case 10:
                    fast.Failing = random.Next(4) == 0;
                    slow.Failing = random.Next(3) == 0;
                    break;
                default:
                    time.Advance(TimeSpan.FromMilliseconds(random.Next(2_000)));
                    break;
            }
        }
    }
}
