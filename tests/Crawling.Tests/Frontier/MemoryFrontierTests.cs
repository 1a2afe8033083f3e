using System.Diagnostics;
using System.Text;
using Freshet.Frontiers;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Frontier;

public sealed class MemoryFrontierTests : FrontierContract
{
    private const int Many = 20_000;

    protected override IFrontier Create(FrontierOptions? options = null) => new MemoryFrontier(options, Time);

    [Fact(Timeout = 60_000)]
    public async Task Queues_beyond_the_budget_go_to_disk_and_come_back_in_order()
    {
        using var directory = new TempDirectory();
        var frontier = Create(new FrontierOptions { MemoryBudget = 100_000, SpillDirectory = directory.Path });
        await AddMany(frontier);
        Assert.InRange(frontier.Counts.MemoryBytes, 1, 150_000);
        Assert.InRange(frontier.Counts.SpilledBytes, 100_000, long.MaxValue);
        Assert.NotEmpty(Directory.GetFileSystemEntries(directory.Path));
        await AssertAllComeBack(frontier);
        Assert.Equal((0, 0), (frontier.Counts.MemoryBytes, frontier.Counts.SpilledBytes));
        await frontier.DisposeAsync();
        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact(Timeout = 60_000)]
    public async Task Disposing_removes_what_is_still_on_disk()
    {
        using var directory = new TempDirectory();
        var frontier = Create(new FrontierOptions { MemoryBudget = 0, SpillDirectory = directory.Path });
        await AddMany(frontier);
        await frontier.DisposeAsync();
        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact(Timeout = 60_000)]
    public async Task Requests_that_cannot_be_written_stay_in_memory_and_the_failure_is_told()
    {
        using var directory = new TempDirectory();
        var file = Path.Combine(directory.Path, "a file");
        await File.WriteAllTextAsync(file, "in the way", Token);
        var failures = new List<IOException>();
        await using var frontier = Create(new FrontierOptions { MemoryBudget = 0, SpillDirectory = file, OnSpillFailed = failures.Add });
        await AddMany(frontier);
        Assert.NotEmpty(failures);
        Assert.Equal(0, frontier.Counts.SpilledBytes);
        await AssertAllComeBack(frontier);
    }

    [Fact(Timeout = 60_000)]
    public async Task Requests_that_cannot_be_read_back_fail_the_lessee_and_stay_queued()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a file to be cut while it is open");
        using var directory = new TempDirectory();
        await using var frontier = Create(new FrontierOptions { MemoryBudget = 0, SpillDirectory = directory.Path });
        await AddMany(frontier);
        await Add(frontier, "http://other.localhost/");
        var file = Assert.Single(Directory.GetFiles(directory.Path, "*", SearchOption.AllDirectories));
        using (var truncate = Process.Start("truncate", ["-s", "0", file]))
        {
            await truncate.WaitForExitAsync(Token);
        }

        var leased = 0;
        await Assert.ThrowsAsync<EndOfStreamException>(async () =>
        {
            while (await frontier.LeaseAsync(Token) is not null)
            {
                leased++;
            }
        });
        Assert.InRange(leased, 1, Many);
        Assert.Equal(Many + 1 - leased, frontier.Counts.Queued);
        await Assert.ThrowsAsync<EndOfStreamException>(() => frontier.LeaseAsync(Token).AsTask());
    }

    [Fact(Timeout = 30_000)]
    public async Task A_lease_that_times_out_is_offered_again_and_its_holder_learns_of_it()
    {
        await using var frontier = Create(new FrontierOptions { LeaseTimeout = TimeSpan.FromMinutes(1) });
        await Add(frontier, Local, Local + "2");
        var lost = await frontier.LeaseAsync(Token);
        Time.Advance(TimeSpan.FromSeconds(30));
        var kept = await frontier.LeaseAsync(Token);
        var again = frontier.LeaseAsync(Token).AsTask();
        Time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.False(again.IsCompleted);
        Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal((Local, 2), ((await again)!.Url.Value, (await again)!.Attempt));
        Assert.False(await frontier.CompleteAsync(lost!, LeaseOutcome.Done, Token));
        Assert.True(await frontier.CompleteAsync(kept!, LeaseOutcome.Done, Token));
        Assert.True(await frontier.CompleteAsync((await again)!, LeaseOutcome.Done, Token));
    }

    [Fact(Timeout = 30_000)]
    public async Task Jitter_spreads_the_delay_and_keeps_its_bounds()
    {
        var politeness = new PolitenessOptions { Default = new HostPoliteness { Delay = TimeSpan.FromMilliseconds(100), Jitter = 0.5, MaxConnections = 99 } };
        await using var frontier = new MemoryFrontier(new FrontierOptions { Politeness = politeness }, Time, new Random(1));
        await Add(frontier, [.. Enumerable.Range(0, 50).Select(i => $"http://example.org/{i}")]);
        await frontier.LeaseAsync(Token);
        var waits = new List<int>();
        for (var i = 1; i < 50; i++)
        {
            // Without a token the task is done as soon as the lease is given.
            var next = frontier.LeaseAsync().AsTask();
            var wait = 0;
            for (; !next.IsCompleted; wait++)
            {
                Time.Advance(TimeSpan.FromMilliseconds(1));
            }

            waits.Add(wait);
        }

        Assert.All(waits, wait => Assert.InRange(wait, 50, 150));
        Assert.InRange(waits.Distinct().Count(), 10, 50);
    }

    [Fact(Timeout = 30_000)]
    public async Task Hosts_that_nothing_is_left_of_are_forgotten()
    {
        await using var frontier = Create();
        await Add(frontier, [.. Enumerable.Range(0, 100).Select(i => $"http://h{i}.example/")]);
        for (var i = 0; i < 100; i++)
        {
            await frontier.CompleteAsync((await frontier.LeaseAsync(Token))!, LeaseOutcome.Done, Token);
        }

        Assert.Equal(100, frontier.Counts.Hosts);
        Time.Advance(TimeSpan.FromSeconds(1));
        await Add(frontier, Local);
        await frontier.LeaseAsync(Token);
        Assert.Equal(1, frontier.Counts.Hosts);
    }

    [Fact(Timeout = 30_000)]
    public void Options_that_cannot_work_are_all_named_at_once()
    {
        var error = Assert.Throws<OptionsException>(() => new MemoryFrontier(new FrontierOptions
        {
            MemoryBudget = -1,
            LeaseTimeout = TimeSpan.Zero,
            Politeness = new PolitenessOptions { Default = new HostPoliteness { MaxConnections = 0, Delay = TimeSpan.FromDays(-1), Jitter = double.NaN } },
        }));
        Assert.Equal(5, error.Problems.Count);
    }

    private static ValueTask AddMany(IFrontier frontier) => frontier.AddAsync(
        Enumerable.Range(0, Many).Select(i => new CrawlRequest(Encoding.ASCII.GetBytes($"{Local}a/path/of/some/length/{i}"))).ToArray(), Token);

    private static async Task AssertAllComeBack(IFrontier frontier)
    {
        for (var i = 0; i < Many; i++)
        {
            Assert.Equal($"{Local}a/path/of/some/length/{i}", await Take(frontier));
        }
    }
}
