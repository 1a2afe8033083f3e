using Freshet.Tests.Kit;

namespace Freshet.Program.Tests;

/// <summary>A site of numbered pages; each may be stored, and the first links to all.</summary>
internal static class SmallSite
{
    public const int Pages = 201;

    public static LoopbackOrigin Start(Func<int, Task>? before = null)
    {
        var origin = new LoopbackOrigin();
        origin.Map("/", Html([.. Enumerable.Range(1, Pages - 1).Select(n => $"/{n}")]), Headers(0));
        for (var n = 1; n < Pages; n++)
        {
            var number = n;
            origin.Map($"/{n}", async exchange =>
            {
                await (before?.Invoke(number) ?? Task.CompletedTask).WaitAsync(exchange.Stopping);
                var conditional = exchange.Request["If-None-Match"] == Tag(number);
                await exchange.SendAsync(conditional ? 304 : 200, conditional ? "" : Html("/", $"/{(number % (Pages - 1)) + 1}"), Headers(number));
            });
        }

        return origin;
    }

    public static string Html(params string[] links) =>
        "<!doctype html><title>page</title>" + string.Concat(links.Select(link => $"<a href=\"{link}\">{link}</a>\n"));

    public static (string, string)[] Headers(int number) => [("Content-Type", "text/html"), ("Cache-Control", "max-age=600"), ("ETag", Tag(number))];

    private static string Tag(int number) => $"\"{number}\"";
}
