using Freshet.Frontiers;

namespace Freshet.Bench;

internal sealed class Report(TextWriter output)
{
    private double _cpu;
    private double _base;

    public Dictionary<string, double> Figures { get; } = [];

    public static double CpuMilliseconds() => Environment.CpuUsage.TotalTime.TotalMilliseconds;

    public void Base()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        _base = Resident("VmRSS:");
        Add("base RSS", _base, "MB");
        _cpu = CpuMilliseconds();
    }

    public void Phase(string name, int count, string? less = null)
    {
        var now = CpuMilliseconds();
        Add(name, ((now - _cpu) * 1e6 / count) - (less is null ? 0 : Figures[less]), "ns");
        _cpu = CpuMilliseconds();
    }

    public void Memory(int urls, long bytes, FrontierCounts counts)
    {
        var resident = Resident("VmRSS:");
        Add("RSS", resident, "MB");
        Add("RSS beyond base", resident - _base, "MB");
        Add("peak RSS", Resident("VmHWM:"), "MB");
        Add("peak RSS beyond base", Resident("VmHWM:") - _base, "MB");
        Add("RSS per URL", (resident - _base) * (1 << 20) / urls, "bytes");
        Add("URL length", (double)bytes / urls, "bytes");
        Add("queued in memory", counts.MemoryBytes / (double)(1 << 20), "MB");
        Add("spilled", counts.SpilledBytes / (double)(1 << 20), "MB");
        _cpu = CpuMilliseconds();
    }

    public void Add(string name, double value, string unit)
    {
        Figures[name] = Math.Round(value, 1);
        output.WriteLine($"{name,-60} {value,10:0.0} {unit}");
    }

    private static double Resident(string field)
    {
        if (!File.Exists("/proc/self/status"))
        {
            return Environment.WorkingSet / (double)(1 << 20);
        }

        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line[field.Length..].Replace("kB", null, StringComparison.Ordinal)) / 1024;
    }
}
