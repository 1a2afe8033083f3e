using System.Globalization;

namespace Freshet.Program.Cli;

/// <summary>Times and sizes as a user writes them.</summary>
internal static class Quantities
{
    public const string DurationForms = "a time such as 500ms, 2s, 1m or 1h (a number alone is seconds)";
    public const string SizeForms = "a size such as 500000, 64K, 32M or 2G (K is 1024 bytes)";

    private static readonly (string Unit, double Factor)[] DurationUnits =
        [("ms", 1), ("s", 1000), ("m", 60_000), ("min", 60_000), ("h", 3_600_000), ("", 1000)];

    private static readonly (string Unit, double Factor)[] SizeUnits =
        [("", 1), ("B", 1), .. Powers("K", 10), .. Powers("M", 20), .. Powers("G", 30), .. Powers("T", 40)];

    public static bool TryDuration(string text, out TimeSpan duration)
    {
        var known = TryParse(text, DurationUnits, TimeSpan.FromDays(365).TotalMilliseconds, out var milliseconds);
        duration = TimeSpan.FromMilliseconds(milliseconds);
        return known;
    }

    public static bool TrySize(string text, out long bytes)
    {
        var known = TryParse(text, SizeUnits, long.MaxValue / 2, out var number);
        bytes = (long)number;
        return known;
    }

    private static bool TryParse(string text, (string Unit, double Factor)[] units, double max, out double value)
    {
        text = text.Trim();
        var digits = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        var unit = text[digits..].Trim();
        var factor = Array.Find(units, known => known.Unit.Equals(unit, StringComparison.OrdinalIgnoreCase)).Factor;
        if (factor > 0
            && double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
            && (value *= factor) <= max)
        {
            return true;
        }

        value = 0;
        return false;
    }

    private static (string, double)[] Powers(string letter, int power) =>
        [(letter, 1L << power), ($"{letter}B", 1L << power), ($"{letter}iB", 1L << power)];
}
