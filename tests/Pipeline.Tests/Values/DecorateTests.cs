using Freshet.Values;

namespace Freshet.Tests.Values;

public sealed class DecorateTests : IAsyncDisposable
{
    private readonly ValueFixture _fixture = new();

    public interface IUsers
    {
        [Cached(Seconds = 60, Tag = "user:{id}", Tags = ["users"])]
        Task<string> FindAsync(int id, CancellationToken cancellationToken = default);

        [Cached(Seconds = 10, Exclude = ["trace"])]
        ValueTask<int> CountAsync(string country, string trace);

        [Cached]
        int Sum(int a, int b = 5);

        int NotCached(int a);

        Task DoAsync();

        [Cached]
        string? Fail(string message);
    }

    [Cached(Seconds = 60)]
    public interface IAll
    {
        int One(int a);

        [Cached(Enabled = false)]
        int Two(int a);

        void Nothing();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task Methods_with_the_attribute_answer_from_the_cache_and_the_others_from_the_target()
    {
        var (target, cache) = (new Users(), _fixture.Local());
        var users = cache.Decorate<IUsers>(target);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("user 1", await users.FindAsync(1, Cancel));
            Assert.Equal(2, await users.CountAsync("de", $"trace {i}"));
            Assert.Equal(6, users.Sum(1));
            Assert.Equal(6, users.Sum(1, 5));
            users.NotCached(1);
            await users.DoAsync();
        }

        Assert.Equal(["FindAsync", "CountAsync", "Sum", "NotCached", "DoAsync", "NotCached", "DoAsync"], target.Calls);
        await cache.PurgeTagAsync("user:1", Cancel);
        await users.FindAsync(1, Cancel);
        await users.FindAsync(2, Cancel);
        await cache.PurgeTagAsync("user:1", Cancel);
        await users.FindAsync(2, Cancel);
        _fixture.Advance(11);
        await users.CountAsync("de", "");
        Assert.Equal(["FindAsync", "FindAsync", "CountAsync"], target.Calls[7..]);
        Assert.Equal("no", Assert.Throws<InvalidOperationException>(() => users.Fail("no")).Message);
    }

    [Fact(Timeout = 30_000)]
    public void An_interfaces_attribute_is_that_of_all_its_methods_and_types_never_share_results()
    {
        var cache = _fixture.Local();
        var (one, two) = (cache.Decorate<IAll>(new All()), cache.Decorate<IAll>(new Other()));

        Assert.Equal((1, 1, -1, -1), (one.One(1), one.One(1), two.One(1), two.One(1)));
        Assert.Equal((2, 3), (one.Two(1), one.Two(1)));
        one.Nothing();
    }

    [Fact(Timeout = 30_000)]
    public void What_cannot_be_decorated_is_refused()
    {
        var cache = _fixture.Local();
        Assert.Throws<ArgumentException>(() => cache.Decorate(new Users()));
        Assert.Throws<ArgumentException>(() => cache.Decorate<IDisposable>(new MemoryStream()));
        Assert.Throws<ArgumentException>(() => cache.Decorate<IWrong>(new Wrong()));
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    public interface IWrong
    {
        [Cached]
        Task DoAsync();
    }

    private sealed class Wrong : IWrong
    {
        public Task DoAsync() => Task.CompletedTask;
    }

    private sealed class Users : IUsers
    {
        public List<string> Calls { get; } = [];

        public async Task<string> FindAsync(int id, CancellationToken cancellationToken)
        {
            Calls.Add(nameof(FindAsync));
            await Task.Yield();
            return $"user {id}";
        }

        public ValueTask<int> CountAsync(string country, string trace)
        {
            Calls.Add(nameof(CountAsync));
            return new(country.Length);
        }

        public int Sum(int a, int b)
        {
            Calls.Add(nameof(Sum));
            return a + b;
        }

        public int NotCached(int a)
        {
            Calls.Add(nameof(NotCached));
            return a;
        }

        public Task DoAsync()
        {
            Calls.Add(nameof(DoAsync));
            return Task.CompletedTask;
        }

        public string? Fail(string message) => throw new InvalidOperationException(message);
    }

    private class All : IAll
    {
        private int _runs;

        public virtual int One(int a) => ++_runs;

        public int Two(int a) => ++_runs;

        public void Nothing()
        {
        }
    }

    private sealed class Other : All
    {
        private int _runs;

        public override int One(int a) => --_runs;
    }
}
