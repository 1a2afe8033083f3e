using System.Buffers.Binary;
using System.Globalization;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Durability;

public sealed class CrashTests
{
    private const int StepsPerRound = 1_000_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stores => [.. DurableStore.All.Select(s => s.Name)];

    [Theory(Timeout = 3_600_000)]
    [MemberData(nameof(Stores))]
    public async Task Kill_9_at_any_moment_loses_nothing_acknowledged_and_brings_back_nothing_old_or_wrong(string name)
    {
        DurableStore kind = DurableStore.Named(name);
        using var directory = new TempDirectory();
        var random = new Random(42);
        var known = new Dictionary<string, long>();
        for (int round = 0; round < DurableStore.Times("FRESHET_KILLS", kind.Evicts || kind.Compacts ? 4 : 12); round++)
        {
            long start = (round * (long)StepsPerRound) + 1;
            long durable = await WriteUntilKilledAsync(kind, directory.At("store"), round, start, random);
            Assert.True(durable >= start);
            for (long step = start; step <= durable; step++)
            {
                CrashWriter.Step next = CrashWriter.Step.At(step);
                known[next.Key] = next.Value is null ? -step : step;
            }

            await using ICacheStore store = await kind.OpenAsync(directory.At("store"), round);
            foreach (string key in CrashWriter.Step.AllKeys)
            {
                known[key] = await CheckAsync(store, key, known.GetValueOrDefault(key), durable, start + StepsPerRound, kind.Evicts);
            }
        }
    }

    private static async Task<long> WriteUntilKilledAsync(DurableStore kind, string directory, int round, long start, Random random)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Stores.Tests");
        await using ChildProcess child = ChildProcess.Start(
            program,
            [CrashWriter.Command, kind.Name, directory, round.ToString(CultureInfo.InvariantCulture), start.ToString(CultureInfo.InvariantCulture)]);
        int acknowledgements = random.Next(1, kind.WritesAreDurable(round) ? 400 : 40), seen = 0;
        await child.LineAsync(line => line.StartsWith(CrashWriter.Acknowledged, StringComparison.Ordinal) && ++seen >= acknowledgements, Cancel);
        child.Kill();
        ChildResult result = await child.ExitAsync(cancellationToken: Cancel);
        Assert.Equal("", result.Error);

        // The last line may be cut off in the middle.
        string whole = result.Output[..(result.Output.LastIndexOf('\n') + 1)];
        return whole.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Max(line => long.Parse(line[CrashWriter.Acknowledged.Length..], CultureInfo.InvariantCulture));
    }

    /// <summary>The record must be that of the last durable step of its key or of a later one. Gives the step, negative for a removal.</summary>
    private static async Task<long> CheckAsync(ICacheStore store, string key, long known, long durable, long end, bool evicts)
    {
        using StoreRecord? record = await store.GetAsync(key, Cancel);
        if (record is null)
        {
            bool removedLater = evicts || known <= 0
                || Later(key, durable, end).Take(20).Any(step => CrashWriter.Step.At(step).Value is null);
            Assert.True(removedLater, $"{key}: step {known} is lost; durable up to {durable}");
            return known <= 0 ? known : 0;
        }

        long step = BinaryPrimitives.ReadInt64LittleEndian(record.Value.Span);
        Assert.True(step == known || step > durable, $"{key}: step {step} came back instead of {known}; durable up to {durable}");
        CrashWriter.Step expected = CrashWriter.Step.At(step);
        Assert.Equal(expected.Key, key);
        Assert.True(record.Value.Span.SequenceEqual(expected.Value), $"{key}: wrong bytes of step {step}");
        return step;
    }

    private static IEnumerable<long> Later(string key, long after, long end)
    {
        for (long step = after + 1; step < Math.Min(end, after + 20_000); step++)
        {
            if (CrashWriter.Step.KeyOf(step) == key)
            {
                yield return step;
            }
        }
    }
}
