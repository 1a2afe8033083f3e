using System.Globalization;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores.Tests.Durability;

/// <summary>One of several processes that write to one store at the same time, keys of its own and common ones.</summary>
internal static class TogetherWriter
{
    public const string Command = "write-together";
    public const int CommonKeys = 5;

    public static async Task<int> RunAsync(string[] args)
    {
        int writes = int.Parse(args[3], CultureInfo.InvariantCulture);
        await using ICacheStore store = await DurableStore.Named(args[0]).OpenAsync(args[1], 0);
        Console.WriteLine("open");
        await Parallel.ForEachAsync(Enumerable.Range(0, writes), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, cancel) =>
        {
            await store.SetAsync(OwnKey(args[2], i), ValueOf($"{args[2]} {i}"), cancellationToken: cancel);
            await store.SetAsync($"common {i % CommonKeys}", ValueOf($"{args[2]} {i}"), cancellationToken: cancel);
            using StoreRecord? own = await store.GetAsync(OwnKey(args[2], i), cancel);
            if (own is null || !IsWhole(own.Value.Span))
            {
                throw new InvalidOperationException($"{args[2]} does not find what it wrote.");
            }

            if (i % 10 == 9)
            {
                await store.RemoveAsync(OwnKey(args[2], i), cancel);
            }
        });
        return 0;
    }

    public static string OwnKey(string writer, int i) => $"own {writer} {i}";

    /// <summary>A name many times over: parts of two would show.</summary>
    public static byte[] ValueOf(string name) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(name + "\n", 500)));

    public static bool IsWhole(ReadOnlySpan<byte> value)
    {
        string text = Encoding.UTF8.GetString(value);
        int line = text.IndexOf('\n', StringComparison.Ordinal);
        return line > 0 && value.SequenceEqual(ValueOf(text[..line]));
    }
}
