using Freshet.Storage;
using Xunit;

namespace Freshet.Stores.Testing;

public abstract partial class CacheStoreContract
{
    /// <summary>Keys that file systems, patterns, query languages and line protocols take amiss.</summary>
    protected static IReadOnlyList<string> OddKeys { get; } =
    [
        "a", "A", "a ", " a", " ", "a\0", "\0", "a/b", "a/", "/a", "//", "a\\b", "../../etc/passwd", ".", "..", "~", "ä", "Ä", "a\u0308", "\u00e4", "ß", "ss",
        "😀", "😀😀", "\u202e", "\ufeff", "con", "NUL", "%", "%61", "%2F", "100%", "*", "?", "[a]", "[", "]", "_", "a_b", "a%b", "'", "\"", "''; DROP TABLE", "`$(x)`",
        "a\nb", "a\r\nb", "\n", "\t", "{a}", "{a}b", "a:b", "#", "a#b", "a?b=c&d=é", "&amp;", "<a>", "=", "+", "a+b", "^", "|", ";", ",", "!", "@",
        "h/https://example.org/index.html?a=1&b=2", "b/00112233445566778899aabbccddeeff/0", new('x', 249), new('x', 250), new('x', 251), new('x', 255), new('x', 256),
        new('x', 1_023), new('x', 1_024), new('x', 1_025), new('x', StoreLimits.MaxKeyBytes), new('x', StoreLimits.MaxKeyBytes - 1),
        new string('x', StoreLimits.MaxKeyBytes - 1) + "y", new('é', StoreLimits.MaxKeyBytes / 2), new('/', 300), new(' ', 300), new('%', 300),
    ];

    private string[] Keys => [.. OddKeys.Distinct().Where(k => Bytes(k).Length <= Traits.MaxKeyBytes)];

    [Fact(Timeout = 60_000)]
    public async Task Odd_keys_are_told_apart()
    {
        foreach (string key in Keys)
        {
            await SetAsync(key, "of " + key);
        }

        foreach (string key in Keys)
        {
            Assert.Equal("of " + key, await ReadAsync(key));
        }

        foreach (string key in Keys.Where((_, i) => i % 2 == 0))
        {
            Assert.True(await Store.RemoveAsync(key, Cancel), key);
        }

        foreach ((int i, string key) in Keys.Index())
        {
            Assert.Equal(i % 2 == 0 ? null : "of " + key, await ReadAsync(key));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Odd_keys_are_listed_and_cleared()
    {
        if (!Traits.Scans)
        {
            return;
        }

        foreach (string key in Keys)
        {
            await SetAsync(key, "of " + key);
        }

        Assert.Equal(Keys.Order(StringComparer.Ordinal), await KeysAsync());
        Assert.Equal(Keys.Length, await Store.ClearAsync(cancellationToken: Cancel));
        Assert.Empty(await KeysAsync());
    }

    [Fact(Timeout = 30_000)]
    public async Task Keys_that_are_none_are_refused()
    {
        foreach (string? key in (string?[])[null, "", "half a pair \ud83d", "\udc00 the other half", new string('é', (StoreLimits.MaxKeyBytes / 2) + 1)])
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.SetAsync(key!, Bytes("value"), cancellationToken: Cancel));
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.GetAsync(key!, Cancel));
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.RemoveAsync(key!, Cancel));
        }
    }
}
