using System.Buffers.Binary;
using Freshet.Storage;
using Freshet.Stores.Tests.Durability;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Faster;

/// <summary>A random history of everything that can happen to a store leaves what it leaves in a dictionary.</summary>
public sealed class FasterStoreModelTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, DurableStore.Times("FRESHET_HISTORIES", 6))];

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Seeds))]
    public async Task A_random_history_equals_a_dictionary(int seed)
    {
        using var directory = new TempDirectory();
        var time = new FakeTime();
        var options = new FasterStoreOptions
        {
            Directory = directory.Path,
            MaxBytes = 64 << 20,
            SegmentBytes = 2 << 20,
            MemoryBytes = 4 << 20,
            CompactAt = (seed % 3) switch { 0 => 0.25, 1 => 0.5, _ => 1 },
            TimeProvider = time,
        };
        var model = new Dictionary<string, (int Step, DateTimeOffset? Expires)>();
        var random = new Random(seed);
        FasterStore store = await FasterStore.OpenAsync(options, Cancel);
        for (int step = 1; step < 4000; step++)
        {
            // Some keys change all the time, others hardly ever.
            string key = random.Next(3) == 0 ? $"rare {random.Next(200)}" : $"often {random.Next(20)}";
            switch (random.Next(1000))
            {
                case < 700:
                    DateTimeOffset? expires = random.Next(4) == 0 ? time.GetUtcNow().AddMinutes(random.Next(1, 300)) : null;
                    await store.SetAsync(key, ValueOf(step), expires, Cancel);
                    model[key] = (step, expires);
                    break;
                case < 960:
                    bool there = model.Remove(key, out (int Step, DateTimeOffset? Expires) old) && !(old.Expires <= time.GetUtcNow());
                    Assert.Equal(there, await store.RemoveAsync(key, Cancel));
                    break;
                case < 975:
                    time.Advance(TimeSpan.FromMinutes(random.Next(60)));
                    break;
                case < 977:
                    await store.ClearAsync("rare 1", Cancel);
                    model.Keys.Where(k => k.StartsWith("rare 1", StringComparison.Ordinal)).ToList().ForEach(k => model.Remove(k));
                    break;
                case < 978:
                    await store.ClearAsync(cancellationToken: Cancel);
                    model.Clear();
                    break;
                case < 990:
                    await store.CompactAsync(Cancel);
                    break;
                default:
                    await store.DisposeAsync();
                    if (random.Next(2) == 0)
                    {
                        File.Delete(directory.At("index"));
                    }

                    store = await FasterStore.OpenAsync(options, Cancel);
                    break;
            }

            if (step % 100 == 0)
            {
                await CheckAsync(store, model, time.GetUtcNow());
            }
        }

        await store.DisposeAsync();
    }

    private static async Task CheckAsync(FasterStore store, Dictionary<string, (int Step, DateTimeOffset? Expires)> model, DateTimeOffset now)
    {
        var expected = model.Where(m => !(m.Value.Expires <= now)).ToDictionary(m => m.Key, m => m.Value);
        Assert.Equal(
            expected.Select(e => (e.Key, e.Value.Expires)).Order(),
            (await store.ScanAsync(cancellationToken: Cancel).ToListAsync(Cancel)).Select(e => (e.Key, e.Expires)).Order());
        foreach ((string key, (int step, _)) in expected)
        {
            using StoreRecord? record = await store.GetAsync(key, Cancel);
            Assert.True(record is not null && record.Value.Span.SequenceEqual(ValueOf(step)), $"{key} is not that of step {step}");
        }
    }

    private static byte[] ValueOf(int step)
    {
        byte[] value = new byte[sizeof(int) + new Random(step).Next(40_000)];
        value.AsSpan().Fill((byte)step);
        BinaryPrimitives.WriteInt32LittleEndian(value, step);
        return value;
    }
}
