namespace Freshet.Proxies.Conformance;

/// <summary>The results of one cache.</summary>
internal sealed record ConformanceSet(string Name, string Title, IReadOnlyList<SuiteTest> Tests)
{
    public IReadOnlyDictionary<string, string> Results { get; } = SuiteTest.Judge(Tests);

    public IEnumerable<SuiteTest> NotPassed => Tests.Where(test => test.Kind != "check" && Results[test.Id] != "pass");

    public string Score(string kind, string result)
    {
        SuiteTest[] ofKind = [.. Tests.Where(test => test.Kind == kind)];
        return $"{ofKind.Count(test => Results[test.Id] == result)} of {ofKind.Length}";
    }

    public string Cell(string id) => Results.TryGetValue(id, out string? result) ? result is "fail" or "not run" ? $"**{result}**" : result : "";

    /// <summary>The same with the results of some tests that were run again.</summary>
    public ConformanceSet With(IReadOnlyList<SuiteTest> again)
    {
        Dictionary<string, SuiteTest> byId = again.ToDictionary(test => test.Id);
        return new ConformanceSet(Name, Title, [.. Tests.Select(test => byId.GetValueOrDefault(test.Id, test))]);
    }
}
