using System.Text.Json;
using Freshet.Tests.Kit;

namespace Freshet.Program.Tests.Runs;

public sealed class ExplainTests
{
    [Fact(Timeout = 60_000)]
    public async Task The_origin_is_asked_and_its_answer_explained()
    {
        await using var origin = new LoopbackOrigin();
        origin.Map("/a", "text", ("Cache-Control", "max-age=60"), ("ETag", "\"1\""));
        var result = await FreshetProgram.RunAsync("explain", origin.At("/a").AbsoluteUri, "-H", "X-One: 1", "--header", "Accept: text/html");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("max-age (RFC 9111 §5.2.2.1)", result.Output, StringComparison.Ordinal);
        Assert.Contains("sends If-None-Match: \"1\"", result.Output, StringComparison.Ordinal);
        Assert.Equal(("1", "text/html"), (origin.Requests[0]["X-One"], origin.Requests[0]["Accept"]));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_saved_response_is_explained_as_json()
    {
        using var directory = new TempDirectory();
        var file = Path.Combine(directory.Path, "response");
        await File.WriteAllTextAsync(file, "HTTP/1.1 302 Found\r\nLocation: /\r\n\r\nHTTP/2 200 \r\ncache-control: private, max-age=5\r\n\r\nbody", TestContext.Current.CancellationToken);
        var result = await FreshetProgram.RunAsync("explain", "http://example.org/", "--response", file, "--shared", "--json");
        var json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((200, false, "PrivateOnSharedCache"), (json.GetProperty("status").GetInt32(), json.GetProperty("storable").GetBoolean(), json.GetProperty("notStored").GetProperty("reason").GetString()));
        Assert.Equal("Miss", json.GetProperty("now").GetProperty("decision").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_crawl_stored_is_explained()
    {
        await using var origin = new LoopbackOrigin();
        origin.Map("/", "<p>text", ("Cache-Control", "max-age=600"), ("Content-Type", "text/html"));
        using var directory = new TempDirectory();
        await FreshetProgram.CrawlAsync(origin.Url, "--store", directory.Path);
        var asked = origin.Requests.Count;
        var result = await FreshetProgram.RunAsync("explain", origin.Url.AbsoluteUri, "--store", directory.Path, "--json");
        var json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((true, "Fresh"), (json.GetProperty("fromStore").GetBoolean(), json.GetProperty("now").GetProperty("decision").GetString()));
        Assert.Equal(asked, origin.Requests.Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task Everything_wrong_is_told_at_once()
    {
        var result = await FreshetProgram.RunAsync("explain", "--header", "nonsense", "--lifetime", "soon", "--response", "/nowhere/at/all", "--shared", "--private");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(5, result.Error.TrimEnd('\n').Split('\n').Length);
    }
}
