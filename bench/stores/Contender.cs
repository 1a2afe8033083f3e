using System.Buffers;
using FASTER.core;
using Freshet.Storage;
using Freshet.Stores;

namespace Freshet.Bench;

/// <summary>A way to keep values under keys on disk.</summary>
internal abstract class Contender : IAsyncDisposable
{
    /// <summary>FasterStore first; then what it is compared with.</summary>
    public static IReadOnlyList<Func<string, int, Task<Contender>>> All { get; } =
    [
        async (directory, memory) => new OfStore(await FasterStore.OpenAsync(new FasterStoreOptions
        {
            Directory = directory,
            MemoryBytes = memory,
            Commit = CommitPolicy.OnFlush,
        })),
        (directory, memory) => Task.FromResult<Contender>(new OfLog(directory, memory)),
        (directory, _) => Task.FromResult<Contender>(new OfFile(directory)),
        async (directory, _) => new OfStore(await SqliteStore.OpenAsync(new SqliteStoreOptions { File = Path.Combine(directory, "store.db") })),
    ];

    /// <summary>How many writes at once it gains from.</summary>
    public virtual int InFlight => 1;

    public abstract ValueTask SetAsync(string key, ReadOnlyMemory<byte> value);

    /// <summary>Reads a value and gives its length.</summary>
    public abstract ValueTask<int> GetAsync(string key);

    /// <summary>Brings everything to the disk.</summary>
    public abstract ValueTask CommitAsync();

    public abstract ValueTask DisposeAsync();

    private sealed class OfStore(ICacheStore store) : Contender
    {
        public override int InFlight => store is SqliteStore ? 64 : 1;

        public override ValueTask SetAsync(string key, ReadOnlyMemory<byte> value) => store.SetAsync(key, value);

        public override async ValueTask<int> GetAsync(string key)
        {
            using StoreRecord? record = await store.GetAsync(key);
            return record?.Value.Length ?? -1;
        }

        public override ValueTask CommitAsync() => ((IFlushable)store).FlushAsync();

        public override ValueTask DisposeAsync() => store.DisposeAsync();
    }

    /// <summary>FASTER alone: its log with its own device and checksums, and a dictionary.</summary>
    private sealed class OfLog : Contender
    {
        private readonly IDevice _device;
        private readonly FasterLog _log;
        private readonly Dictionary<string, (long Address, int Length)> _index = new(StringComparer.Ordinal);

        public OfLog(string directory, int memory)
        {
            _device = Devices.CreateLogDevice(Path.Combine(directory, "log"));
            _log = new FasterLog(new FasterLogSettings
            {
                LogDevice = _device,
                LogCommitDir = directory,
                PageSize = 4 << 20,
                MemorySize = memory,
                SegmentSize = 64 << 20,
                LogChecksum = LogChecksumType.PerEntry,
            });
        }

        public override async ValueTask SetAsync(string key, ReadOnlyMemory<byte> value) =>
            _index[key] = (_log.TryEnqueue(value.Span, out long address) ? address : await _log.EnqueueAsync(value), value.Length);

        public override async ValueTask<int> GetAsync(string key)
        {
            if (!_index.TryGetValue(key, out (long Address, int Length) at))
            {
                return -1;
            }

            (IMemoryOwner<byte>? owner, int length) = await _log.ReadAsync(at.Address, MemoryPool<byte>.Shared, at.Length);
            owner?.Dispose();
            return length;
        }

        public override ValueTask CommitAsync() => _log.CommitAsync();

        public override ValueTask DisposeAsync()
        {
            _log.Dispose();
            _device.Dispose();
            return default;
        }
    }

    /// <summary>The least there is: an append to a file, a dictionary, a checksum.</summary>
    private sealed class OfFile(string directory) : Contender
    {
        private readonly RawFile _file = new(Path.Combine(directory, "raw"));

        public override ValueTask SetAsync(string key, ReadOnlyMemory<byte> value)
        {
            _file.Set(key, value);
            return default;
        }

        public override ValueTask<int> GetAsync(string key)
        {
            using StoreRecord? record = _file.Get(key);
            return new(record?.Value.Length ?? -1);
        }

        public override ValueTask CommitAsync()
        {
            _file.Flush();
            return default;
        }

        public override ValueTask DisposeAsync()
        {
            _file.Dispose();
            return default;
        }
    }
}
