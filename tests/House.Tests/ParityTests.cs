using System.Text.RegularExpressions;
using Freshet.Tests.Kit;

namespace Freshet.House;

/// <summary>docs/parity.md answers every id, and the tests that it names exist.</summary>
public sealed partial class ParityTests
{
    private static readonly string s_page = File.ReadAllText(Repository.At("docs", "parity.md"));

    [Fact(Timeout = 30_000)]
    public void Every_id_has_one_row()
    {
        var rows = Row().Matches(s_page).Select(row => row.Groups["id"].Value).ToArray();
        Assert.Equal(File.ReadAllLines(Repository.At("tests", "House.Tests", "parity.txt")).Where(id => id.Length > 0).Order(), rows.Order());
    }

    [Fact(Timeout = 30_000)]
    public void Every_row_names_tests_or_says_why_not()
    {
        var silent = Row().Matches(s_page).Where(row => !TestName().IsMatch(row.Groups["shown"].Value)
            && !row.Groups["shown"].Value.StartsWith("different: ", StringComparison.Ordinal)
            && !row.Groups["shown"].Value.StartsWith("open: ", StringComparison.Ordinal));
        Assert.Empty(silent.Select(row => row.Groups["id"].Value));
    }

    [Fact(Timeout = 30_000)]
    public void Every_test_that_is_named_exists()
    {
        string[] sources = [.. Repository.Files("*.?s", "tests").Select(File.ReadAllText)];
        var control = File.ReadAllText(Repository.At("docs", "control.md"));
        var missing = Row().Matches(s_page).SelectMany(row => TestName().Matches(row.Groups["shown"].Value)).Concat(PrecedenceRow().Matches(control))
            .Concat(TestName().Matches(s_page[s_page.IndexOf("## Traps", StringComparison.Ordinal)..]))
            .Where(test => !sources.Any(text => Declares(text, test.Groups["class"].Value, test.Groups["method"].Value)));
        Assert.Empty(missing.Select(test => test.Value).Distinct());
    }

    // A C# class with a method of that name, or an F# module with a function of that name, whose spaces are written as underscores on the page.
    private static bool Declares(string text, string type, string method) =>
        (Regex.IsMatch(text, $@"(class|module|type) +(\w+\.)*{type}\b") || Regex.IsMatch(text, $@"^module +(\w+\.)*{type}\b", RegexOptions.Multiline))
        && (Regex.IsMatch(text, $@"\b{method}\(") || text.Contains($"``{method.Replace('_', ' ')}``", StringComparison.Ordinal));

    [GeneratedRegex(@"^\| (?<id>[A-Z0-9]{3}-\d+) \|(?<feature>[^|]*)\|(?<here>[^|]*)\| (?<shown>[^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<class>PrecedenceTests)\.(?<method>\w+)`")]
    private static partial Regex PrecedenceRow();

    [GeneratedRegex(@"`(?<class>\w+)\.(?<method>\w+)`")]
    private static partial Regex TestName();
}
