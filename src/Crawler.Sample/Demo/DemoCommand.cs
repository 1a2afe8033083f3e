using Freshet.Program.Cli;
using Freshet.Program.Output;
using Freshet.Program.Running;

namespace Freshet.Program.Demo;

/// <summary><c>freshet demo</c>: crawls a site of its own three times and shows what the cache did.</summary>
internal static class DemoCommand
{
    private static readonly TimeSpan Later = TimeSpan.FromDays(2);

    public static async Task<int> RunAsync(int port)
    {
        var directory = Directory.CreateTempSubdirectory("freshet-demo-").FullName;
        try
        {
            return await RunAsync(port, directory, Console.Out);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<int> RunAsync(int port, string directory, TextWriter output)
    {
        using var stop = new CancellationTokenSource();
        using var view = new PlainView(Console.Error, Verbosity.Normal);
        using var signals = new StopSignals(stop.Cancel, view);
        var time = new ShiftedTime();
        await using var site = await DemoSite.StartAsync(port, time);
        var story = new DemoStory(output);
        story.Begin(site, directory);
        try
        {
            var first = await DemoPass.RunAsync(site, directory, time, stop.Token);
            story.Tell("First crawl: the store is empty.", first, DemoCheck.First(site, first));
            story.Failures(first);

            var second = await DemoPass.RunAsync(site, directory, time, stop.Token);
            story.Tell("Second crawl: the program starts again; what was stored is fresh.", second, DemoCheck.Second(site, second));

            time.Advance(Later);
            site.PublishNews();
            var third = await DemoPass.RunAsync(site, directory, time, stop.Token);
            story.Tell("Third crawl, two days later: all is stale, and one page has changed.", third, DemoCheck.Third(site, third));
        }
        catch (OperationCanceledException) when (signals.Received is { } signal)
        {
            return ExitCodes.OfSignal(signal);
        }

        return story.End() ? ExitCodes.Done : ExitCodes.DemoFailed;
    }
}
