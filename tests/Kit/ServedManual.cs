namespace Freshet.Tests.Kit;

/// <summary>A manual that others wrote, copied so that it can be changed, served by nginx, and walked to know what there is to find.</summary>
public sealed class ServedManual : IAsyncDisposable
{
    private readonly TempDirectory temp;

    private ServedManual(TempDirectory temp, Nginx nginx, Uri start, IReadOnlyDictionary<string, int> targets) =>
        (this.temp, Nginx, Start, Targets) = (temp, nginx, start, targets);

    public Nginx Nginx { get; }

    public Uri Start { get; }

    /// <summary>What links lead to, with the status that an independent crawler was answered with.</summary>
    public IReadOnlyDictionary<string, int> Targets { get; }

    /// <summary>How many of the targets are there.</summary>
    public int Found => Targets.Count(t => t.Value == 200);

    /// <summary>Copies a manual and serves it.</summary>
    /// <param name="corpus">The manual's directory.</param>
    /// <param name="start">The page from which all others are reached, as a path in the directory.</param>
    /// <param name="keep">Which files are copied; all unless told.</param>
    /// <param name="server">
    /// Lines for nginx's server block; unless told, what is there is fresh for an hour, or stale at once after <see cref="ExpireAll"/>, and what is
    /// not there is fresh for an hour.
    /// </param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<ServedManual> StartAsync(
        string corpus, string start = "index.html", Func<string, bool>? keep = null, string? server = null, CancellationToken cancellationToken = default)
    {
        TempDirectory temp = new();
        string site = temp.At("site");
        await ChildProcess.RunAsync("cp", ["-rL", "--preserve=timestamps", corpus, site], cancellationToken: cancellationToken);
        foreach (string file in Directory.EnumerateFiles(site, "*", SearchOption.AllDirectories).Where(f => keep?.Invoke(Path.GetFileName(f)) == false))
        {
            File.Delete(file);
        }

        Nginx nginx = await Nginx.StartAsync(site, server ?? Lifetimes(temp), cancellationToken: cancellationToken);
        Uri first = nginx.At("/" + start);
        IReadOnlyDictionary<string, int> targets = await Walker.WalkAsync(first, cancellationToken);
        await nginx.TakeLogAsync(cancellationToken);
        return new ServedManual(temp, nginx, first, targets);
    }

    /// <summary>The file behind a URL.</summary>
    public string FileOf(Uri url) => temp.At("site", Walker.Target(url.AbsolutePath)[1..]) is var path && Directory.Exists(path) ? Path.Combine(path, "index.html") : path;

    /// <summary>From now on responses are stale as soon as they are here.</summary>
    public void ExpireAll() => File.WriteAllText(temp.At("stale"), "");

    /// <summary>From now on responses are fresh for an hour.</summary>
    public void KeepAll() => File.Delete(temp.At("stale"));

    /// <summary>Changes pages, spread over the manual, and their time of modification.</summary>
    public IReadOnlyList<string> Change(int count)
    {
        string[] pages = [.. Targets.Where(t => t.Value == 200 && t.Key.EndsWith(".html", StringComparison.Ordinal)).Select(t => t.Key).Order(StringComparer.Ordinal)];
        string[] changed = [.. Enumerable.Range(0, count).Select(i => pages[i * pages.Length / count])];
        foreach (string page in changed)
        {
            File.AppendAllText(FileOf(Nginx.At(page)), "<!-- changed -->\n");
        }

        return changed;
    }

    /// <summary>A log as the targets that were asked for, once for each time, with their statuses.</summary>
    public static IEnumerable<KeyValuePair<string, int>> Answers(IEnumerable<NginxRequest> log) =>
        log.Select(r => KeyValuePair.Create(Walker.Target(r.Uri), r.Status)).OrderBy(r => r.Key, StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await Nginx.DisposeAsync();
        temp.Dispose();
    }

    private static string Lifetimes(TempDirectory temp) =>
        $$"""
        set $life 3600;
        if (-f "{{temp.At("stale")}}") { set $life 0; }
        add_header Cache-Control "max-age=$life";
        error_page 403 404 @missing;
        location @missing { add_header Cache-Control "max-age=3600" always; return 404; }
        """;
}
