using System.Text;
using Freshet.Storage;

namespace Freshet.Stores.Tests.Transfer;

public sealed class YamlFormatTests
{
    private const string Head = "key: h/https://example.org/\nresponses:\n- method: GET\n  status: 200\n  requested: 2026-01-01\n  received: 2026-01-01T00:00:01+01:00\n";

    [Fact(Timeout = 30_000)]
    public async Task What_people_write_is_read()
    {
        var records = await ReadAsync("""
            %YAML 1.2
            # A page, put together by hand.
            --- # the first
            key: "h/https://example.org/"
            expires: 2026-02-01 12:00:00
            responses:
              - status: 200          # fields in any order, in any style
                method: GET
                requested: 2026-01-01
                received: '2026-01-01T00:00:01.5+01:00'
                selecting: {Accept-Language: da, Cookie: ~, X: "null"}
                fields:
                  Cache-Control: max-age=60,
                    public
                  Age: 5
                  Set-Cookie: [a=1, b=2]
                body: >
                  Hello
                  world

              - {method: HEAD, status: 204, requested: 2026-01-01T00:00:00Z, received: 2026-01-01T00:00:00Z, fields: [{A: 1}, {B: 2}, {A: 3}], body: !!binary AQI=}
            ...
            ---
            key: v/x
            value: !!str 5
            ---
            """);

        Assert.Equal(["h/https://example.org/", "v/x"], records.Select(r => r.Key));
        Assert.Equal(new DateTimeOffset(2026, 2, 1, 12, 0, 0, TimeSpan.Zero), records[0].Expires);
        TransferResponse first = records[0].Responses![0], second = records[0].Responses![1];
        Assert.Equal(new DateTimeOffset(2025, 12, 31, 23, 0, 1, 500, TimeSpan.Zero), first.ReceivedAt);
        Assert.Equal([("Accept-Language", "da"), ("Cookie", null), ("X", "null")], first.Selecting.Select(f => (f.Name, f.Value)));
        Assert.Equal([("Cache-Control", "max-age=60, public"), ("Age", "5"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")], first.Fields.Select(f => (f.Name, f.Value)));
        Assert.Equal("Hello world\n", Encoding.UTF8.GetString(first.Body.Span));
        Assert.Equal([("A", "1"), ("B", "2"), ("A", "3")], second.Fields.Select(f => (f.Name, f.Value)));
        Assert.Equal([1, 2], second.Body.ToArray());
        Assert.Equal("5", Encoding.UTF8.GetString(records[1].Value.Span));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF\n# nothing\n---\n---\r\n...")]
    public async Task Where_nothing_is_there_is_no_record(string yaml) => Assert.Empty(await ReadAsync(yaml));

    [Theory(Timeout = 30_000)]
    [InlineData("key: [", "")]
    [InlineData("key: a\n  value: b", "")]
    [InlineData("just text", "a record is a mapping")]
    [InlineData("- key: a", "a record is a mapping")]
    [InlineData("value: a", "there is no 'key'")]
    [InlineData("key: a", "there is no 'value'")]
    [InlineData("key: ''\nvalue: b", "'key' is no text")]
    [InlineData("key: a\nkey: b\nvalue: c", "'key' is there twice (line 5)")]
    [InlineData("key: a\nvalu: b", "'valu' is none of key, expires, responses, value (line 5)")]
    [InlineData("key: a\nvalue: b\nexpires: soon", "'soon' is no time such as 2026-01-31T12:00:00Z. (line 6)")]
    [InlineData("key: a\nvalue: !!binary '*'", "'value' is no base64 (line 5)")]
    [InlineData("key: a\nvalue: [b]", "'value' is no text")]
    [InlineData("key: a\nvalue: b\n... \nkey: c\nvalue: d", "another document begins")]
    [InlineData("key: &a b\nvalue: c", "anchors and aliases are not read (line 4)")]
    [InlineData("key: a\nvalue: *a", "anchors and aliases are not read")]
    [InlineData("a: &a [x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nkey: *c", "anchors and aliases are not read")]
    [InlineData("key: !System.IO.FileInfo a\nvalue: b", "the tag !System.IO.FileInfo is not read here")]
    [InlineData("key: a\nvalue: !!python/object/apply:os.system [b]", "")]
    [InlineData("key: a\nresponses: {a: {b: {c: {d: {e: {f: {g: h}}}}}}}", "nested deeper than a record")]
    [InlineData("key: a\n? [b]\n: c", "no text")]
    [InlineData("key: a\nvalue: \"\\uD800\"", "")]
    [InlineData("key: a\0b\nvalue: c", "control characters")]
    [InlineData("key: h/a\nresponses: 5", "'responses' is no list")]
    [InlineData(Head + "  fields: {A: [[b]]}\n  body: c", "'A' of 'fields' is no text")]
    [InlineData(Head + "  fields: 5\n  body: c", "'fields' is no mapping")]
    [InlineData(Head + "  invalidated: maybe\n  body: c", "neither true nor false")]
    [InlineData("key: h/a\nresponses: [{method: GET, status: 7, requested: 2026-01-01, received: 2026-01-01, body: ''}]", "A status is 7")]
    public async Task What_is_no_record_is_told_with_its_line(string yaml, string expected)
    {
        FormatException error = await Assert.ThrowsAsync<FormatException>(() => ReadAsync($"---\n\n--- # the second\n{yaml}\n"));
        Assert.StartsWith("Line 3 is no record: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("key: ", "a", "")]
    [InlineData("key: a\nvalue: '", "a", "'")]
    [InlineData("key: a\nvalue: |\n", " a\n", "")]
    [InlineData("key: a\nvalue: ", "[", "")]
    [InlineData("key: a\nvalue: ", "{a: ", "")]
    [InlineData("", "- ", "")]
    [InlineData("", "? ", "")]
    [InlineData("key: ", "!", " a")]
    [InlineData("key: ", "&a ", "")]
    [InlineData("#", "a", "")]
    [InlineData("", "\n", "key")]
    [InlineData("key: a\nresponses:\n", "- {}\n", "")]
    public async Task What_is_hostile_costs_little(string start, string repeated, string end)
    {
        // A hundred megabytes that no memory is taken for, and a tenth of one that is parsed.
        var text = string.Concat(Enumerable.Repeat(repeated, 100_000 / repeated.Length));
        var parts = Enumerable.Repeat(Encoding.UTF8.GetBytes(text), 1000).Prepend(Encoding.UTF8.GetBytes("--- " + start)).GetEnumerator();
        var before = GC.GetTotalAllocatedBytes();
        FormatException error = await Assert.ThrowsAsync<FormatException>(() => ReadAsync(new RepeatingStream(parts), 1 << 20));
        Assert.Contains("longer than 1,048,576 bytes", error.Message, StringComparison.Ordinal);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 200_000_000);
        Assert.True(await Record.ExceptionAsync(() => ReadAsync($"---\n{start}{text}{end}\n")) is null or FormatException);
    }

    private static Task<List<TransferRecord>> ReadAsync(string yaml) => ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(yaml)), 64 << 20);

    private static async Task<List<TransferRecord>> ReadAsync(Stream yaml, int longest) =>
        await new YamlFormat { MaxRecordBytes = longest }.ReadAsync(yaml, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    private sealed class RepeatingStream(IEnumerator<byte[]> parts) : MemoryStream
    {
        private ReadOnlyMemory<byte> _part;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_part.IsEmpty && parts.MoveNext())
            {
                _part = parts.Current;
            }

            int read = Math.Min(_part.Length, buffer.Length);
            _part[..read].CopyTo(buffer);
            _part = _part[read..];
            return new(read);
        }
    }
}
