using System.Text.Json;
using Freshet.Tests.Kit;

namespace Freshet.Bench;

/// <summary>How many requests a run has to make, by their status.</summary>
internal sealed record Requests(int Ok, int NotModified);

/// <summary>A command to measure, and what it has to have done.</summary>
/// <param name="Name">The name for --only.</param>
/// <param name="Title">The row's title.</param>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Expected">What nginx has to have been asked, each page once.</param>
/// <param name="Outcome">The field of the program's JSON that has to count every page.</param>
internal sealed record Contender(string Name, string Title, string[] Command, Requests Expected, string? Outcome = null)
{
    /// <summary>Measured in the first round alone, since it is slow.</summary>
    public bool Once { get; init; }

    /// <summary>Its CPU time is that of a part, which it says itself.</summary>
    public bool Partly { get; init; }

    /// <summary>A directory that has to be gone when it starts.</summary>
    public string? Fresh { get; init; }

    public void Check(int pages, IReadOnlyList<NginxRequest> log, JsonElement said)
    {
        Requests seen = new(log.Count(r => r.Status == 200), log.Count(r => r.Status == 304));
        int distinct = log.Select(r => r.Uri).Distinct().Count();
        if (seen != Expected || log.Count != distinct || log.Count != Expected.Ok + Expected.NotModified)
        {
            IEnumerable<string> others = log.Where(r => r.Status is not (200 or 304)).Take(5).Select(r => $"{r.Status} {r.Method} {r.Uri}");
            throw new InvalidOperationException(
                $"{Name}: nginx saw {log.Count} requests of {distinct} URLs, {seen}; expected {Expected}. {string.Join("; ", others)}\nIt said {said}");
        }

        foreach (string field in new[] { "pages", Outcome }.OfType<string>())
        {
            if (said.GetProperty(field).GetInt64() != pages)
            {
                throw new InvalidOperationException($"{Name}: {field} has to be {pages}, it said {said}");
            }
        }
    }
}
