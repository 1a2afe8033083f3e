using System.Buffers.Binary;
using System.Globalization;
using Freshet.Storage;

namespace Freshet.Stores.Tests.Faster;

/// <summary>A process that writes to a store until it is killed, and says up to where its writes are durable.</summary>
internal static class CrashWriter
{
    public const string Command = "write-until-killed";
    public const string Acknowledged = "durable ";
    private const int Keys = 150;

    /// <summary>The options under which the writer and the test open the store; a small one loses records to its budget too.</summary>
    public static FasterStoreOptions Options(string directory, CommitPolicy commit, bool small) => new()
    {
        Directory = directory,
        Commit = commit,
        MaxBytes = (small ? 16 : 512) << 20,
        SegmentBytes = 4 << 20,
        MemoryBytes = 8 << 20,
    };

    public static async Task<int> RunAsync(string[] args)
    {
        CommitPolicy commit = Enum.Parse<CommitPolicy>(args[1]);
        await using FasterStore store = await FasterStore.OpenAsync(Options(args[0], commit, args[3] == "small"));
        Task flush = Task.CompletedTask;
        for (long step = long.Parse(args[2], CultureInfo.InvariantCulture); ; step++)
        {
            Step next = Step.At(step);
            if (next.Value is { } value)
            {
                await store.SetAsync(next.Key, value);
            }
            else
            {
                await store.RemoveAsync(next.Key);
            }

            if (commit == CommitPolicy.EveryWrite)
            {
                Say(step);
            }
            else if (flush.IsCompleted)
            {
                await flush;
                flush = FlushAsync(store, step);
            }
        }
    }

    private static async Task FlushAsync(FasterStore store, long step)
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
