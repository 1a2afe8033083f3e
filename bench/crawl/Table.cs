using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Freshet.Bench;

/// <summary>The medians, as Markdown.</summary>
internal sealed class Table(Options options, IReadOnlyList<Contender> contenders)
{
    private const string Begin = "<!-- bench/crawl writes from here -->";
    private const string End = "<!-- to here -->";

    private readonly ILookup<string, List<Measurement>> rows = contenders.ToLookup(c => c.Name, _ => new List<Measurement>());

    public void Add(Contender contender, Measurement measurement) => rows[contender.Name].Single().Add(measurement);

    public void WriteTo(string page)
    {
        string text = File.ReadAllText(page);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        File.WriteAllText(page, $"{text[..begin]}\n{this}\n{text[end..]}");
    }

    public override string ToString()
    {
        double limit = Pages(contenders[0]);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            {options.Pages:N0} pages, median of {options.Rounds} rounds; {Processor()}, {RuntimeInformation.FrameworkDescription}, {DateTime.UtcNow:yyyy-MM-dd}.

            | | pages per CPU second | of the limit | CPU s, user + sys | seconds | peak RSS, MB |
            |---|---:|---:|---:|---:|---:|

            """);
        foreach (Contender c in contenders)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {c.Title} | {Pages(c):N0} | {Pages(c) / limit:F2} | {Median(c, m => m.User):F2} + {Median(c, m => m.System):F2} | {Median(c, m => m.Seconds):F2} | {rows[c.Name].Single().Max(m => m.RssMegabytes):F0} |\n");
        }

        return text.ToString();
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    private double Pages(Contender c) => options.Pages / Median(c, m => m.Cpu);

    private double Median(Contender c, Func<Measurement, double> of)
    {
        double[] sorted = [.. rows[c.Name].Single().Select(of).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
