using System.Globalization;

namespace Freshet.Program.Output;

/// <summary>Numbers as people read them.</summary>
internal static class Units
{
    private static readonly string[] Sizes = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Rate(double perSecond) => $"{perSecond.ToString(perSecond < 10 ? "N1" : "N0", CultureInfo.InvariantCulture)}/s";

    public static string Bytes(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        while (size >= 1024)
        {
            (size, unit) = (size / 1024, unit + 1);
        }

        return $"{size.ToString(unit == 0 || size >= 100 ? "N0" : "N1", CultureInfo.InvariantCulture)} {Sizes[unit]}";
    }

    public static string Time(TimeSpan time) =>
        time.TotalMinutes >= 1 ? $"{(int)time.TotalMinutes} min {time.Seconds} s"
        : time.TotalSeconds >= 10 ? $"{time.TotalSeconds.ToString("N0", CultureInfo.InvariantCulture)} s"
        : $"{time.TotalSeconds.ToString("N2", CultureInfo.InvariantCulture)} s";
}
