using System.Text;
using System.Text.Json;
using Freshet.Tests.Kit;

namespace Freshet.Proxies.Conformance;

/// <summary>docs/conformance.md: results by test id, between two marks; the text around them is written by hand.</summary>
internal sealed class ConformancePage
{
    private const string Begin = "<!-- results: written by tests/Proxy.Tests -->\n";
    private const string End = "<!-- end of results -->\n";
    private readonly Dictionary<string, string> _reasons =
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Repository.At("tests", "conformance", "reasons.json")))!;

    private readonly string _text = File.ReadAllText(Repository.At("docs", "conformance.md"));

    /// <summary>What is written of a test in a column (0 is the shared cache, 1 the private one), or null.</summary>
    public string? Written(string id, int column) =>
        _text.Split('\n').FirstOrDefault(line => line.StartsWith($"| {id} |", StringComparison.Ordinal))?.Split('|')[3 + column].Trim(' ', '*');

    /// <summary>The whole page with these results.</summary>
    public string With(IReadOnlyList<ConformanceSet> sets)
    {
        StringBuilder results = new();
        results.Append("## Scores\n\n| cache | required | optimal | checks answered yes |\n|---|---|---|---|\n");
        foreach (ConformanceSet set in sets)
        {
            results.Append($"| {set.Title} | {set.Score("required", "pass")} | {set.Score("optimal", "pass")} | {set.Score("check", "yes")} |\n");
        }

        results.Append("\n## Not passed\n\n| test | kind | cache | result | why |\n|---|---|---|---|---|\n");
        foreach (ConformanceSet set in sets)
        {
            foreach (SuiteTest test in set.NotPassed)
            {
                results.Append($"| `{test.Id}` | {test.Kind} | {set.Name} | {set.Results[test.Id]} | {_reasons.GetValueOrDefault(test.Id, "?")} |\n");
            }
        }

        results.Append("\n## Every test\n");
        foreach (IGrouping<string, SuiteTest> suite in sets.SelectMany(set => set.Tests).DistinctBy(test => test.Id).GroupBy(test => test.Suite))
        {
            results.Append($"\n### {suite.Key}\n\n| test | kind | {string.Join(" | ", sets.Select(set => set.Name))} |\n|---|---|{string.Concat(sets.Select(_ => "---|"))}\n");
            foreach (SuiteTest test in suite)
            {
                results.Append($"| {test.Id} | {test.Kind} | {string.Join(" | ", sets.Select(set => set.Cell(test.Id)))} |\n");
            }
        }

        int begin = _text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = _text.IndexOf(End, StringComparison.Ordinal);
        return $"{_text[..begin]}\n{results}\n{_text[end..]}";
    }

    /// <summary>The tests that fail without a reason.</summary>
    public IEnumerable<string> Unexplained(IReadOnlyList<ConformanceSet> sets) =>
        sets.SelectMany(set => set.NotPassed).Where(test => !_reasons.ContainsKey(test.Id)).Select(test => $"{test.Id} ({test.Message})").Distinct();

    /// <summary>The reasons for tests that pass in every set.</summary>
    public IEnumerable<string> NeedlessReasons(IReadOnlyList<ConformanceSet> sets) =>
        _reasons.Keys.Except(sets.SelectMany(set => set.NotPassed).Select(test => test.Id));
}
