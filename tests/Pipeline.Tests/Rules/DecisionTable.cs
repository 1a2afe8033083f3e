using System.Globalization;
using Freshet.Tests.Kit;

namespace Freshet.Rules;

// Decision tables in Markdown: each row is a test case of its own.
internal static class DecisionTable
{
    public static IEnumerable<TheoryDataRow<string[]>> Load(string kind)
    {
        foreach (var file in Repository.Files("*.md", "tests", "Pipeline.Tests", "Rules", "Tables", kind))
        {
            var number = 0;
            foreach (var line in File.ReadLines(file).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1))
            {
                number++;
                string[] cells = [.. line[1..^1].Split('|').Select(cell => Text(cell.Trim(' ')))];
                yield return new TheoryDataRow<string[]>(cells)
                {
                    TestDisplayName = $"{Path.GetFileNameWithoutExtension(file)} {number}, {cells[0]}: {string.Join(" / ", cells.Skip(1))}",
                };
            }
        }
    }

    // "shared, MaxStaleOnServerError=60": seconds where an option is a time, several names with "+" between them.
    public static CachePolicy Policy(string text)
    {
        var parts = text.Split(", ");
        var policy = Wire.Policy(parts[0]);
        foreach (var (name, value) in parts.Skip(1).Select(part => (part.Split('=')[0], part.Split('=')[1])))
        {
            policy = name switch
            {
                nameof(CachePolicy.HeuristicFraction) => policy with { HeuristicFraction = double.Parse(value, CultureInfo.InvariantCulture) },
                nameof(CachePolicy.MaxHeuristicLifetime) => policy with { MaxHeuristicLifetime = Seconds(value) },
                nameof(CachePolicy.HeuristicLifetimeWithoutDate) => policy with { HeuristicLifetimeWithoutDate = Seconds(value) },
                nameof(CachePolicy.HeuristicLifetimeOfRedirectsAndErrors) => policy with { HeuristicLifetimeOfRedirectsAndErrors = Seconds(value) },
                nameof(CachePolicy.PreferStoredLanguage) => policy with { PreferStoredLanguage = bool.Parse(value) },
                nameof(CachePolicy.TargetedFields) => policy with { TargetedFields = value.Split('+', StringSplitOptions.RemoveEmptyEntries) },
                _ => throw new ArgumentException($"No option {name} in decision tables.", nameof(text)),
            };
        }

        return policy;
    }

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(int.Parse(text, CultureInfo.InvariantCulture));

    private static string Text(string cell) =>
        cell.Replace("<br>", " | ", StringComparison.Ordinal).Replace("<hr>", " && ", StringComparison.Ordinal).Replace("⇒", "=>", StringComparison.Ordinal);
}
