using System.Collections.Concurrent;
using System.Net;
using Freshet.Program.Cli;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Freshet.Program.Demo;

/// <summary>A small web site on loopback that remembers what it was asked.</summary>
internal sealed class DemoSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DemoAnswers _answers;
    private ConcurrentQueue<DemoRequest> _log = new();

    private DemoSite(WebApplication app, DemoAnswers answers)
    {
        (_app, _answers) = (app, answers);
        Pages = DemoPages.All(answers);
    }

    public IReadOnlyDictionary<string, DemoPage> Pages { get; }

    public Uri Url => new(_app.Urls.First());

    /// <exception cref="UsageException">The port is in use.</exception>
    public static async Task<DemoSite> StartAsync(int port, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var app = builder.Build();
        var site = new DemoSite(app, new DemoAnswers(time));
        app.Run(site.AnswerAsync);
        try
        {
            await app.StartAsync();
            return site;
        }
        catch (IOException error)
        {
            await app.DisposeAsync();
            throw new UsageException(
                ExitCodes.WrongUsage, $"--port is {port}; that port can't be used ({error.Message}). Give another, or none for a free one.");
        }
    }

    /// <summary>What was asked since the last call.</summary>
    public IReadOnlyList<DemoRequest> TakeLog() => [.. Interlocked.Exchange(ref _log, new())];

    /// <summary>Changes one page.</summary>
    public void PublishNews() => _answers.Edition++;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        context.Response.StatusCode = 404;
        try
        {
            if (Pages.TryGetValue(path, out var page))
            {
                await page.Answer(context);
            }
        }
        finally
        {
            _log.Enqueue(new DemoRequest(path, context.Response.StatusCode));
        }
    }

    // The program itself listens to signals.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>A request as the demo's site answered it.</summary>
internal sealed record DemoRequest(string Path, int Status);
