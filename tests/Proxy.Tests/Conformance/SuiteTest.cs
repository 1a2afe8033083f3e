namespace Freshet.Proxies.Conformance;

/// <summary>One test of the suite and what came of it, as run.mjs prints it.</summary>
internal sealed record SuiteTest(
    string Id, string Suite, string Name, string Kind, IReadOnlyList<string> DependsOn, bool Passed, string? Error, string? Message)
{
    /// <summary>What the suite's own table would show: pass or fail, yes or no of a mere check, "not run" when what it builds on failed.</summary>
    public static IReadOnlyDictionary<string, string> Judge(IReadOnlyList<SuiteTest> tests)
    {
        Dictionary<string, SuiteTest> byId = tests.ToDictionary(test => test.Id);
        Dictionary<string, string> judged = [];
        foreach (SuiteTest test in tests)
        {
            Judge(test);
        }

        return judged;

        string Judge(SuiteTest test)
        {
            if (!judged.TryGetValue(test.Id, out string? result))
            {
                bool canRun = test.DependsOn.All(id => byId.TryGetValue(id, out SuiteTest? other) && Judge(other) is "pass" or "yes");
                judged[test.Id] = result = !canRun || test.Error is "Setup" or "AbortError" ? "not run"
                    : test.Kind == "check" ? test.Passed ? "yes" : "no"
                    : test.Passed ? "pass" : "fail";
            }

            return result;
        }
    }
}
