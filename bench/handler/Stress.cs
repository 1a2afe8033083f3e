using Freshet.Tests.Caching.Handler;

namespace Freshet.Bench;

/// <summary>Two hundred clients at an origin that fails one request in ten.</summary>
internal static class Stress
{
    public static async Task RunAsync(TimeSpan duration)
    {
        int unobserved = 0;
        TaskScheduler.UnobservedTaskException += (_, e) =>
        {
            Interlocked.Increment(ref unobserved);
            Console.WriteLine(e.Exception);
        };
        await using (var site = new FailingSite(0.1))
        {
            await site.RunAsync(200, duration, default);
            Console.WriteLine(site);
        }

        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Console.WriteLine($"{unobserved} unobserved exceptions");
    }
}
