using System.Globalization;
using Freshet.Http;

namespace Freshet.Rules;

internal static class LifetimeText
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];

    public static string Of(Lifetime lifetime) => lifetime.Match(
        value => value == TimeSpan.Zero ? "immediately" : string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds:0.#######}s"),
        value => value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        () => "never",
        () => "do-not-store");

    public static bool TryParse(string? text, out Lifetime? lifetime)
    {
        text = text?.Trim() ?? "";
        lifetime = text switch
        {
            "never" => Lifetime.Never,
            "immediately" => Lifetime.Immediately,
            "do-not-store" => Lifetime.DoNotStore,
            _ => Span(text) is { } span ? Lifetime.For(span) : Point(text) is { } point ? Lifetime.Until(point) : null,
        };
        return lifetime is not null;
    }

    private static TimeSpan? Span(string text)
    {
        foreach (var (unit, seconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal) && Number(text.AsSpan(0, text.Length - unit.Length)) is { } count)
            {
                return Seconds(count * seconds);
            }
        }

        return Number(text) is { } plain ? Seconds(plain) : null;
    }

    private static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan? Seconds(double seconds) =>
        seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;

    // A date without a zone is in UTC; one with a zone is converted.
    private static DateTimeOffset? Point(string text) =>
        HttpDate.Parse(text, DateTimeOffset.UnixEpoch) is { } http ? http
        : text.Contains('-', StringComparison.Ordinal) && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var iso) ? iso
        : null;
}
