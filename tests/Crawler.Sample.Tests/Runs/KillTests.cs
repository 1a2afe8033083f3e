using Freshet.Stores;
using Freshet.Tests.Kit;

namespace Freshet.Program.Tests.Runs;

public sealed class KillTests
{
    private const int Answered = 25;

    [Fact(Timeout = 120_000)]
    public async Task After_kill_9_what_was_stored_is_not_fetched_again_and_no_page_is_missed()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var store = new TempDirectory();
        var left = Answered;
        var killed = new TaskCompletionSource();
        await using var origin = SmallSite.Start(_ => Interlocked.Decrement(ref left) >= 0 ? Task.CompletedTask : killed.Task);
        await using (var program = FreshetProgram.Start("crawl", origin.Url.AbsoluteUri, "--store", store.Path, "--concurrency", "4", "--json"))
        {
            await origin.WhenRequestsAsync(1 + Answered + 4, cancellation);
            await StoredAsync(store, cancellation);
            program.Kill();
            await program.ExitAsync(cancellationToken: cancellation);
        }

        killed.SetResult();
        origin.ForgetRequests();
        var again = await FreshetProgram.CrawlAsync(origin.Url, "--store", store.Path);
        Assert.Equal((0, SmallSite.Pages, 0), (again.Result.ExitCode, again["pages"], again["failed"]));
        Assert.Equal(1 + Answered, again["hits"]);
        Assert.Equal(SmallSite.Pages - 1 - Answered, origin.Requests.Count);

        var third = await FreshetProgram.CrawlAsync(origin.Url, "--store", store.Path);
        Assert.Equal((SmallSite.Pages, again["bytes"]), (third["hits"], third["bytes"]));
    }

    // What a copy of the directory holds is what the crash leaves.
    private static async Task StoredAsync(TempDirectory store, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var copy = new TempDirectory();
            foreach (var file in Directory.GetFiles(store.Path).Where(file => Path.GetFileName(file) is not ("lock" or "holder")))
            {
                File.Copy(file, copy.At(Path.GetFileName(file)));
            }

            await using var opened = await FasterStore.OpenAsync(new FasterStoreOptions { Directory = copy.Path }, cancellationToken);
            var responses = await opened.ScanAsync("", cancellationToken).CountAsync(cancellationToken);
            if (responses >= 1 + Answered)
            {
                return;
            }

            await Task.Delay(20, cancellationToken);
        }
    }
}
