using System.Data;
using System.Data.Common;
using Freshet.Values;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Freshet.Tests.Values;

public sealed class MemoizeTests : IAsyncDisposable
{
    private readonly ValueFixture _fixture = new();
    private int _runs;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task Functions_of_all_kinds_of_results_run_once_for_equal_arguments()
    {
        var cache = _fixture.Local();
        var task = cache.Memoize<int, string, string>(LoadAsync);
        var valueTask = cache.Memoize<int, string, string>(ValueLoadAsync);
        var plain = cache.MemoizeSync<int, int, int>(Sum);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("1 a", await task.CallAsync(1, "a", Cancel));
            Assert.Equal("1 a!", await valueTask.CallAsync(1, "a", Cancel));
            Assert.Equal(3, plain.Call(1, 2));
        }

        Assert.Equal(3, _runs);
        Assert.Equal("2 a", await task.CallAsync(2, "a", Cancel));
        Assert.Equal(4, _runs);
        Assert.Equal(new MemoizedInfo(1, 2, 0, 2), task.Info);
        Assert.Equal("Sum", plain.Original.Method.Name);
        Assert.Throws<InvalidOperationException>(() => { task.Call(1, "a"); });
    }

    [Fact(Timeout = 30_000)]
    public async Task Up_to_eight_arguments_each_count()
    {
        var cache = _fixture.Local();
        var none = cache.MemoizeSync(static () => Guid.NewGuid());
        var one = cache.MemoizeSync(static (int a) => Guid.NewGuid());
        var eight = cache.MemoizeSync(static (int a, int b, int c, int d, int e, int f, int g, int h) => Guid.NewGuid());
        Assert.Equal(none.Call(), await none.CallAsync(Cancel));
        Assert.Equal(one.Call(1), one.Call(1));
        Assert.NotEqual(one.Call(1), one.Call(2));
        var all = Enumerable.Range(0, 8).Select(i => eight.Call(At(0, i), At(1, i), At(2, i), At(3, i), At(4, i), At(5, i), At(6, i), At(7, i))).ToArray();
        Assert.Equal(8, all.Distinct().Count());
        Assert.Equal(all[3], eight.Call(0, 0, 0, 1, 0, 0, 0, 0));

        static int At(int argument, int i) => argument == i ? 1 : 0;
    }

    [Fact(Timeout = 30_000)]
    public async Task Skip_refresh_peek_set_remove_and_clear()
    {
        var cache = _fixture.Machine();
        var load = cache.MemoizeSync((int id) => ++_runs, new() { Name = "load" });
        Assert.False((await load.PeekAsync(1, Cancel)).HasValue);
        Assert.Equal(1, load.Call(1));
        Assert.Equal(2, await load.SkipAsync(1, Cancel));
        Assert.Equal(1, (await load.PeekAsync(1, Cancel)).Value);
        Assert.Equal(3, await load.RefreshAsync(1, Cancel));
        Assert.Equal(3, load.Call(1));
        await load.SetAsync(1, 100, Cancel);
        Assert.Equal(100, load.Call(1));
        Assert.True(await load.RemoveAsync(1, Cancel));
        Assert.Equal(4, load.Call(1));
        Assert.Equal(5, load.Call(2));
        Assert.Equal(2, await load.ClearAsync(Cancel));
        Assert.Equal(6, load.Call(2));
    }

    [Fact(Timeout = 30_000)]
    public async Task Results_are_removed_by_some_of_their_arguments()
    {
        var cache = _fixture.Machine();
        var load = cache.MemoizeSync((int id, string language, (double, DateTime) at) => ++_runs, new() { Name = "load" });
        var at = (1.5, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        foreach (var language in (string[])["de", "en", "id=i1;&", ""])
        {
            load.Call(1, language, at);
            load.Call(11, language, at);
        }

        Assert.Equal(4, await load.RemoveWhereAsync([new("id", 1)], Cancel));
        Assert.Equal(1, await load.RemoveWhereAsync([new("language", "en"), new("id", 11)], Cancel));
        Assert.Equal(3, await load.RemoveWhereAsync([new("at", at)], Cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () => await load.RemoveWhereAsync([new("nobody", 1)], Cancel));
    }

    [Fact(Timeout = 30_000)]
    public void Functions_of_one_name_never_share_results()
    {
        var cache = _fixture.Local();
        Assert.Equal("A1", cache.MemoizeSync<int, string>(A.Load).Call(1));
        Assert.Equal("B1", cache.MemoizeSync<int, string>(B.Load).Call(1));
        Assert.Equal("B 1", cache.MemoizeSync<string, string>(B.Load).Call("1"));
        Assert.Equal(2, cache.MemoizeSync((int x) => x + 1).Call(1));
        Assert.Equal(3, cache.MemoizeSync((int x) => x + 2).Call(1));
        Assert.Equal("Derived", cache.MemoizeSync<int, string>(new Derived().Name).Call(1));
        Assert.Equal("Other", cache.MemoizeSync<int, string>(new Other().Name).Call(1));
    }

    [Fact(Timeout = 30_000)]
    public void A_lambda_that_captures_variables_needs_a_name()
    {
        var cache = _fixture.Local();
        var factor = 2;
        var error = Assert.Throws<ArgumentException>(() => cache.MemoizeSync((int x) => x * factor));

        Assert.Contains("Name", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, cache.MemoizeSync((int x) => x * factor, new() { Name = "times two" }).Call(2));
    }

    [Fact(Timeout = 30_000)]
    public void What_is_no_part_of_a_result_is_no_part_of_its_key()
    {
        var cache = _fixture.Local();
        var load = cache.MemoizeSync(
            (int id, ILogger logger, DbConnection? connection, CancellationToken cancel, object? other, string _trace, int retry) => ++_runs,
            new() { Name = "load", Exclude = ["retry"] });

        load.Call(1, NullLogger.Instance, null, default, null, "a", 1);
        load.Call(1, new LoggerFactory().CreateLogger("x"), null, new CancellationToken(true), null, "b", 2);
        load.Call(1, NullLogger.Instance, null, default, CancellationToken.None, "c", 3);
        Assert.Equal(2, _runs);
        Assert.DoesNotContain("logger", load.KeyOf((1, NullLogger.Instance, null, default, null, "", 1)), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => cache.MemoizeSync((int id) => 1, new() { Exclude = ["typo"] }));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_token_among_the_arguments_ends_its_callers_wait_alone()
    {
        var cache = _fixture.Local();
        var (started, gate) = (new TaskCompletionSource(), new TaskCompletionSource<int>());
        var load = cache.Memoize(
            async (int id, CancellationToken cancel) =>
            {
                started.TrySetResult();
                return await gate.Task.WaitAsync(cancel);
            },
            new() { Name = "load" });
        using var first = new CancellationTokenSource();
        var one = load.CallAsync(1, first.Token).AsTask();
        await started.Task.WaitAsync(Cancel);
        var two = load.CallAsync(1, Cancel).AsTask();
        await first.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        gate.SetResult(5);
        Assert.Equal(5, await two);
    }

    [Fact(Timeout = 30_000)]
    public async Task Options_say_what_is_stored_for_how_long_and_used()
    {
        var cache = _fixture.Machine();
        var odd = cache.MemoizeSync((int id) => ++_runs, new() { Name = "odd", CacheIf = (result, _) => result % 2 == 1 });
        Assert.Equal([1, 1, 1], Enumerable.Range(0, 3).Select(_ => odd.Call(1)));
        Assert.Equal([2, 3, 3], Enumerable.Range(0, 3).Select(_ => odd.Call(2)));

        var valid = true;
        var checkedLoad = cache.MemoizeSync((int id) => ++_runs, new() { Name = "checked", Validate = (cached, id) => valid && cached.Created <= _fixture.Time.Now && id == 1 });
        Assert.Equal([4, 4], [checkedLoad.Call(1), checkedLoad.Call(1)]);
        valid = false;
        _fixture.Advance(1);
        Assert.Equal(5, checkedLoad.Call(1));
        valid = true;
        Assert.Equal(5, checkedLoad.Call(1));

        var dynamic = cache.MemoizeSync(
            (int id) => ++_runs, new() { Name = "dynamic", LifetimeOf = (_, id) => TimeSpan.FromSeconds(id), TagsOf = (_, id) => [$"user:{id}"] });
        Assert.Equal([6, 7, 8], [dynamic.Call(0), dynamic.Call(0), dynamic.Call(10)]);
        Assert.Equal(8, dynamic.Call(10));
        await dynamic.SetAsync(20, 100, Cancel);
        _fixture.Advance(10);
        Assert.Equal([9, 100], [dynamic.Call(10), dynamic.Call(20)]);
        await cache.PurgeTagAsync("user:20", Cancel);
        Assert.Equal(10, dynamic.Call(20));

        var keyed = cache.MemoizeSync((string text) => ++_runs, new() { Name = "keyed", KeyMaker = static text => text.ToUpperInvariant() });
        Assert.Equal(keyed.Call("a"), keyed.Call("A"));
        Assert.NotEqual(keyed.Call("a"), cache.MemoizeSync((string text) => ++_runs, new() { Name = "keyed", Scope = "tenant" }).Call("a"));
    }

    [Fact(Timeout = 30_000)]
    public void Results_of_today_are_kept_for_less_time_than_those_of_the_past()
    {
        var cache = _fixture.Local();
        var (today, empty) = (DateOnly.FromDateTime(_fixture.Time.Now.UtcDateTime), false);
        var sales = cache.MemoizeSync<DateOnly, int[]>(
            day => ++_runs > 0 && empty ? [] : [_runs],
            new()
            {
                Name = "sales",
                LifetimeOf = Lifetimes.TodayAware<DateOnly, int[]>(static day => day, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30), time: _fixture.Time),
            });
        Assert.Equal([1, 2], [sales.Call(today)[0], sales.Call(today.AddDays(-1))[0]]);
        _fixture.Advance(61);
        Assert.Equal([3, 2], [sales.Call(today)[0], sales.Call(today.AddDays(-1))[0]]);
        empty = true;
        _fixture.Advance(61);
        sales.Call(today);
        sales.Call(today);
        sales.Call(today.AddDays(-2));
        sales.Call(today.AddDays(-2));
        Assert.Equal(6, _runs);
    }

    [Fact(Timeout = 30_000)]
    public void Evictions_are_counted_for_the_function_whose_results_they_were()
    {
        var cache = _fixture.Local(new ValueCacheOptions { Memory = new() { MaxCount = 10 } });
        var (some, other) = (cache.MemoizeSync(static (int x) => x), cache.MemoizeSync(static (long x) => x));
        other.Call(1);
        for (var i = 0; i < 100; i++)
        {
            some.Call(i);
        }

        Assert.Equal(10, some.Info.Count + other.Info.Count);
        Assert.Equal(cache.Info.Evictions, some.Info.Evictions + other.Info.Evictions);
    }

    [Fact(Timeout = 30_000)]
    public void A_hit_allocates_nothing()
    {
        var cache = new ValueCache();
        var load = cache.MemoizeSync(static (int id, string language) => id);
        Assert.Equal(0, Allocated(() => load.CallAsync(1, "en")));
        Assert.Equal(0, Allocated(() => cache.GetOrCreateAsync("key", static _ => new ValueTask<string>("value"))));
        Assert.Equal(0, Allocated(() => cache.GetOrCreateAsync("number", 5, static (five, _) => new ValueTask<int>(five))));

        static long Allocated<T>(Func<ValueTask<T>> call)
        {
            for (var i = 0; i < 100; i++)
            {
                _ = call().IsCompletedSuccessfully;
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                _ = call().IsCompletedSuccessfully;
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    private async Task<string> LoadAsync(int id, string name)
    {
        _runs++;
        await Task.Yield();
        return $"{id} {name}";
    }

    private ValueTask<string> ValueLoadAsync(int id, string name)
    {
        _runs++;
        return new ValueTask<string>($"{id} {name}!");
    }

    private int Sum(int a, int b)
    {
        _runs++;
        return a + b;
    }

    private static class A
    {
        public static string Load(int id) => $"A{id}";
    }

    private static class B
    {
        public static string Load(int id) => $"B{id}";

        public static string Load(string id) => $"B {id}";
    }

    private abstract class Named
    {
        public string Name(int id) => GetType().Name;
    }

    private sealed class Derived : Named;

    private sealed class Other : Named;
}
