using System.Buffers.Binary;
using System.Globalization;
using Freshet.Storage;

namespace Freshet.Stores.Tests.Durability;

/// <summary>A process that writes to a store until it is killed, and says up to where its writes are durable.</summary>
internal static class CrashWriter
{
    public const string Command = "write-until-killed";
    public const string Acknowledged = "durable ";
    private const int Keys = 150;

    public static async Task<int> RunAsync(string[] args)
    {
        DurableStore kind = DurableStore.Named(args[0]);
        int round = int.Parse(args[2], CultureInfo.InvariantCulture);
        await using ICacheStore store = await kind.OpenAsync(args[1], round);
        Task compaction = kind.Compacts ? Task.Run(() => CompactAsync((ICompactable)store)) : Task.CompletedTask;
        Task flush = Task.CompletedTask;
        for (long step = long.Parse(args[3], CultureInfo.InvariantCulture); ; step++)
        {
            if (compaction.IsFaulted)
            {
                await compaction;
            }

            Step next = Step.At(step);
            if (next.Value is { } value)
            {
                await store.SetAsync(next.Key, value);
            }
            else
            {
                await store.RemoveAsync(next.Key);
            }

            if (kind.WritesAreDurable(round))
            {
                Say(step);
            }
            else if (flush.IsCompleted)
            {
                await flush;
                flush = FlushAsync((IFlushable)store, step);
            }
        }
    }

    private static async Task CompactAsync(ICompactable store)
    {
        while (true)
        {
            await store.CompactAsync();
        }
    }

    private static async Task FlushAsync(IFlushable store, long step)
    {
        await store.FlushAsync();
        Say(step);
    }

    private static void Say(long step) => Console.WriteLine(Acknowledged + step.ToString(CultureInfo.InvariantCulture));

    /// <summary>What the writer does at a step, worked out from its number alone; a null value is a removal.</summary>
    internal sealed record Step(string Key, byte[]? Value)
    {
        public static Step At(long number)
        {
            var random = new Random((int)(number * 7919 % int.MaxValue));
            string key = KeyOf(number);
            if (random.Next(10) == 0)
            {
                return new Step(key, null);
            }

            byte[] value = new byte[sizeof(long) + random.Next(30_000)];
            random.NextBytes(value);
            BinaryPrimitives.WriteInt64LittleEndian(value, number);
            return new Step(key, value);
        }

        public static string KeyOf(long number) => $"https://example.org/{(int)((ulong)number * 0x9E3779B97F4A7C15 >> 40) % Keys}";

        public static IEnumerable<string> AllKeys => Enumerable.Range(0, Keys).Select(i => $"https://example.org/{i}");
    }
}
