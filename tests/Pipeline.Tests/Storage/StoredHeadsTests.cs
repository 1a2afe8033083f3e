using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Storage;

public sealed class StoredHeadsTests
{
    private static readonly StoredHeads Sample = Wire.Record(
        "Accept: a | B: 1 => 200 | Vary: Accept, B, C | Cache-Control: max-age=60, immutable | ETag: W/\"é\" | X-Own: 1 | Set-Cookie: a | Set-Cookie: b"
        + " && 404 | Expires: @60 | Last-Modified: @-60 | date: @-1",
        CachePolicy.Private);

    [Fact(Timeout = 30_000)]
    public void A_record_is_read_as_it_was_written()
    {
        Assert.Equal(2, Sample.Count);
        Assert.Equal((200, "GET", Wire.Body), (Sample[0].Status, Sample[0].Method, Sample[0].Body));
        Assert.Equal([new("Accept", "a"), new("B", "1"), new("C", null)], Sample[0].Selecting);
        Assert.Equal(
            ["Vary: Accept, B, C", "Cache-Control: max-age=60, immutable", "ETag: W/\"é\"", "X-Own: 1", "Set-Cookie: a", "Set-Cookie: b",
                $"Date: {HttpDate.Format(Wire.T0)}"],
            Sample[0].Fields.Select(line => $"{line.Name}: {line.Value}"));
        Assert.Equal((404, "date"), (Sample[1].Status, Sample[1].Fields[2].Name));
        Assert.Equal(Wire.Stored("404 | Expires: @60 | Last-Modified: @-60 | date: @-1", CachePolicy.Private).Facts, Sample[1].Facts);
    }

    [Fact(Timeout = 30_000)]
    public void One_field_is_read_without_the_others()
    {
        Assert.True(StoredHeads.TryRead(Sample.ToArray(), out var heads, out _));
        Assert.Equal(("W/\"é\"", "1", null), (heads[0].First("etag"), heads[0].First("x-own"), heads[0].First("absent")));
    }

    [Fact(Timeout = 30_000)]
    public void What_is_not_such_a_record_is_told_apart()
    {
        var record = Sample.ToArray();
        Assert.Equal(StoredHeadsFault.NotARecord, Fault([]));
        Assert.Equal(StoredHeadsFault.NotARecord, Fault(new byte[1000]));
        Assert.Equal(StoredHeadsFault.Torn, Fault(record[..^1]));
        Assert.Equal(StoredHeadsFault.Torn, Fault([.. record, 0]));
        Assert.Equal(StoredHeadsFault.Altered, Fault([.. record[..^9], (byte)(record[^9] ^ 1), .. record[^8..]]));
        record[4]++;
        Assert.Equal(StoredHeadsFault.NewerVersion, Fault(record));
    }

    [Fact(Timeout = 30_000)]
    public void The_format_is_the_documented_one()
    {
        // A record of version 1 as first released: it must stay readable, and be written like this.
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Storage", "Formats", "heads-v1.hex"));
        var released = Convert.FromHexString(string.Concat(text.Where(char.IsAsciiHexDigit)));
        Assert.True(StoredHeads.TryRead(released, out var heads, out _));
        Assert.Equal(Sample.Select(head => head.Facts), heads.Select(head => head.Facts));
        Assert.Equal(Sample[0].Fields, heads[0].Fields);
        Assert.Equal(Convert.ToHexString(released), Convert.ToHexString(Sample.ToArray()));
    }

    [Fact(Timeout = 30_000)]
    public void A_new_response_replaces_those_that_its_request_would_have_selected()
    {
        var heads = StoredHeads.Empty;
        heads = Add(heads, "A: 1 => 200 | Vary: A", out _);
        heads = Add(heads, "A: 2 => 200 | Vary: A", out _);
        heads = Add(heads, "A: 1 => 404 | Vary: A", out var dropped);
        Assert.Equal([404, 200], heads.Select(head => head.Status));
        Assert.Equal(200, Assert.Single(dropped).Status);

        heads = Add(StoredHeads.Empty, "A: 1 => 200", out _);
        heads = Add(heads, "A: 2 => 200 | Vary: A", out dropped);
        Assert.Single(heads);
        Assert.Single(dropped);
    }

    [Fact(Timeout = 30_000)]
    public void The_variants_of_one_key_are_bounded()
    {
        var heads = StoredHeads.Empty;
        var dropped = 0;
        for (var i = 0; i < 20; i++)
        {
            heads = Add(heads, $"A: {i} => 200 | Vary: A", out var gone);
            dropped += gone.Count;
        }

        Assert.Equal((StoredHeads.MaxHeads, 4), (heads.Count, dropped));
        Assert.Equal("19", heads[0].Selecting[0].Value);

        heads = Add(heads, $"A: x => 200 | Vary: A | Long: {new string('a', StoreLimits.MaxValueBytes - 1000)}", out var rest);
        Assert.True(heads.EncodedLength <= StoreLimits.MaxValueBytes);
        Assert.Equal(17, heads.Count + rest.Count);
    }

    [Fact(Timeout = 30_000)]
    public void Detached_heads_survive_their_memory()
    {
        var record = Sample.ToArray();
        Assert.True(StoredHeads.TryRead(record, out var heads, out _));
        heads = heads.Detach();
        Array.Clear(record);
        Assert.Equal(Sample[0].Fields, heads[0].Fields);
    }

    [Fact(Timeout = 30_000)]
    public void The_keys_of_segments_hold_the_body_and_the_index()
    {
        var body = new BodyId(0xAB, 0xC);
        Assert.Equal("b/00000000000000ab000000000000000c/7", BodyKeys.Segment(body, 7));
        Assert.StartsWith(BodyKeys.AllSegments(body), BodyKeys.Segment(body, 7), StringComparison.Ordinal);
        Assert.NotEqual(BodyId.New(), BodyId.New());
    }

    private static StoredHeads Add(StoredHeads heads, string exchange, out IReadOnlyList<StoredHead> dropped) =>
        heads.With(Wire.Stored(exchange, CachePolicy.Private), Wire.Request(exchange.Split(" => ")[0]), out dropped);

    private static StoredHeadsFault Fault(byte[] record)
    {
        Assert.False(StoredHeads.TryRead(record, out var heads, out var fault));
        Assert.Empty(heads);
        return fault;
    }
}
