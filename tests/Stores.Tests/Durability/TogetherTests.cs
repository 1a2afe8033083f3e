using System.Globalization;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Durability;

public sealed class TogetherTests
{
    private const int Writes = 200;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Timeout = 120_000)]
    [InlineData("files")]
    [InlineData("sqlite")]
    public async Task Several_processes_share_a_store(string name)
    {
        using var directory = new TempDirectory();
        string[] writers = ["a", "b", "c"];
        Task<ChildResult>[] children =
        [
            .. writers.Select(writer => ChildProcess.RunAsync(
                Path.Combine(AppContext.BaseDirectory, "Stores.Tests"),
                [TogetherWriter.Command, name, directory.At("store"), writer, Writes.ToString(CultureInfo.InvariantCulture)],
                cancellationToken: Cancel)),
        ];
        Task<ChildResult[]> all = Task.WhenAll(children);
        await using ICacheStore store = await DurableStore.Named(name).OpenAsync(directory.At("store"), 0);
        do
        {
            for (int i = 0; i < TogetherWriter.CommonKeys; i++)
            {
                using StoreRecord? common = await store.GetAsync($"common {i}", Cancel);
                Assert.True(common is null || TogetherWriter.IsWhole(common.Value.Span), "parts of two records");
            }
        }
        while (!all.IsCompleted);

        Assert.All(await all, child => Assert.Equal((0, ""), (child.ExitCode, child.Error)));
        foreach (string writer in writers)
        {
            for (int i = 0; i < Writes; i++)
            {
                using StoreRecord? record = await store.GetAsync(TogetherWriter.OwnKey(writer, i), Cancel);
                Assert.Equal(i % 10 == 9, record is null);
                Assert.True(record is null || record.Value.Span.SequenceEqual(TogetherWriter.ValueOf($"{writer} {i}")));
            }
        }

        long listed = await store.ScanAsync(cancellationToken: Cancel).LongCountAsync(Cancel);
        Assert.Equal((Writes * writers.Length * 9 / 10) + TogetherWriter.CommonKeys, listed);
    }
}
