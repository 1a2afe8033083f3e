using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Freshet.Storage;
using Freshet.Urls;

namespace Freshet.Tests.Urls;

public sealed class SeenSetTests
{
    [Fact(Timeout = 30_000)]
    public void The_hash_is_MurmurHash3_by_the_verification_value_of_SMHasher()
    {
        Span<byte> key = stackalloc byte[256];
        Span<byte> hashes = stackalloc byte[256 * 16];
        for (var i = 0; i < 256; i++)
        {
            key[i] = (byte)i;
            var (low, high) = Murmur3.Hash(key[..i], (uint)(256 - i));
            BinaryPrimitives.WriteUInt64LittleEndian(hashes[(16 * i)..], low);
            BinaryPrimitives.WriteUInt64LittleEndian(hashes[((16 * i) + 8)..], high);
        }

        Assert.Equal(0x6384BA69u, (uint)Murmur3.Hash(hashes, 0).Low);
    }

    [Fact(Timeout = 30_000)]
    public void A_key_never_changes()
    {
        var key = UrlKey.Of("http://example.org/"u8);
        Assert.Equal("3fca4b331ef5da9d77a85fc23e160b8c", key.ToString());
        Span<byte> bytes = stackalloc byte[UrlKey.Size];
        key.Write(bytes);
        Assert.Equal(key, UrlKey.Read(bytes));
        Assert.Equal(default, UrlKey.Of([]));
    }

    [Fact(Timeout = 60_000)]
    public void Half_a_million_URLs_have_as_many_keys_and_halves_of_keys()
    {
        var seen = new SeenSet();
        var low = new HashSet<ulong>(500_000);
        var high = new HashSet<ulong>(500_000);
        Span<byte> url = stackalloc byte[64];
        for (var i = 0; i < 500_000; i++)
        {
            System.Text.Unicode.Utf8.TryWrite(url, CultureInfo.InvariantCulture, $"http://example.org/page?id={i}", out var length);
            var key = UrlKey.Of(url[..length]);
            Assert.True(seen.TryAdd(key) && low.Add(key.Low) && high.Add(key.High));
        }

        Assert.Equal(500_000, seen.Count);
    }

    [Fact(Timeout = 30_000)]
    public void A_key_is_new_once()
    {
        var seen = new SeenSet();
        UrlKey[] keys = [default, new(0, 1), new(1, 0), new(1, 1), new(ulong.MaxValue, 0), new(0, ulong.MaxValue), new(ulong.MaxValue, ulong.MaxValue)];
        seen.Expect(keys);
        Assert.All(keys, key => Assert.False(seen.Contains(key)));
        Assert.All(keys, key => Assert.True(seen.TryAdd(key)));
        seen.Expect(keys);
        Assert.All(keys, key => Assert.False(seen.TryAdd(key)));
        Assert.All(keys, key => Assert.True(seen.Contains(key)));
        Assert.Equal(keys.Length, seen.Count);
    }

    [Fact(Timeout = 30_000)]
    public void Keys_made_to_be_alike_cost_no_more_memory_than_others()
    {
        var seen = new SeenSet();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0ul; i < 10_000; i++)
        {
            Assert.True(seen.TryAdd(new UrlKey(i, 42)));
            Assert.True(seen.TryAdd(new UrlKey(i, 0)));
            Assert.True(seen.TryAdd(new UrlKey(i << 50, (i << 1) | 1)));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
        for (var i = 0ul; i < 10_000; i++)
        {
            Assert.False(seen.TryAdd(new UrlKey(i, 42)));
            Assert.False(seen.TryAdd(new UrlKey(i, 0)));
            Assert.True(seen.Contains(new UrlKey(i << 50, (i << 1) | 1)));
        }
    }

    [Fact(Timeout = 30_000)]
    public void A_full_set_refuses_what_is_new_and_counts_it()
    {
        var seen = new SeenSet(capacity: 2);
        Assert.True(seen.TryAdd(new UrlKey(1, 1)));
        Assert.True(seen.TryAdd(new UrlKey(2, 2)));
        Assert.False(seen.TryAdd(new UrlKey(3, 3)));
        Assert.False(seen.TryAdd(new UrlKey(1, 1)));
        Assert.Equal((2, 1), (seen.Count, seen.Refused));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeenSet(0));
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_many_threads_one_finds_a_key_new()
    {
        const int Keys = 50_000;
        var seen = new SeenSet();
        var first = new int[Keys];
        await Task.WhenAll(Enumerable.Range(0, 6).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < Keys; i++)
            {
                var number = thread % 2 == 0 ? i : Keys - 1 - i;
                if (seen.TryAdd(UrlKey.Of(Encoding.ASCII.GetBytes($"http://example.org/{number}"))))
                {
                    Interlocked.Increment(ref first[number]);
                }
            }
        })));
        Assert.All(first, count => Assert.Equal(1, count));
        Assert.Equal(Keys, seen.Count);
    }
}
