using System.Globalization;

namespace Freshet.Http;

/// <summary>Times in the three formats of HTTP (RFC 9110 §5.6.7).</summary>
public static class HttpDate
{
    private const string Days = "MonTueWedThuFriSatSun";
    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /// <summary>Reads a time in any of the three formats, without regard to case (RFC 9111 §4.2).</summary>
    /// <param name="text">The field value.</param>
    /// <param name="now">The reference for two-digit years: a year more than 50 years later is taken a century earlier.</param>
    /// <returns>The time, or null when the text is none; zones other than GMT are not accepted.</returns>
    public static DateTimeOffset? Parse(ReadOnlySpan<char> text, DateTimeOffset now)
    {
        text = text.Trim(" \t");
        if (text.Length < 24)
        {
            return null;
        }

        if (text[3] == ',')
        {
            // Sun, 06 Nov 1994 08:49:37 GMT
            return text.Length == 29 && Name(text[..3], Days) > 0 && text[4] == ' ' && text[7] == ' ' && text[11] == ' ' && text[16] == ' '
                && IsGmt(text[25..]) ? Time(Number(text[12..16]), Name(text[8..11], Months), Number(text[5..7]), text[17..25]) : null;
        }

        if (text[3] == ' ')
        {
            // Sun Nov  6 08:49:37 1994
            return text.Length == 24 && Name(text[..3], Days) > 0 && text[7] == ' ' && text[10] == ' ' && text[19] == ' '
                ? Time(Number(text[20..24]), Name(text[4..7], Months), Number(text[8] == ' ' ? text[9..10] : text[8..10]), text[11..19])
                : null;
        }

        // Sunday, 06-Nov-94 08:49:37 GMT
        var comma = text.IndexOf(',');
        if (comma < 6 || text.Length != comma + 24 || !IsDayName(text[..comma]))
        {
            return null;
        }

        text = text[(comma + 1)..];
        if (text[0] != ' ' || text[3] != '-' || text[7] != '-' || text[10] != ' ' || !IsGmt(text[19..])
            || Number(text[8..10]) is not (>= 0 and var twoDigits))
        {
            return null;
        }

        var century = now.UtcDateTime.Year / 100 * 100;
        var year = century + twoDigits + (century + twoDigits + 50 < now.UtcDateTime.Year ? 100 : 0);
        var month = Name(text[4..7], Months);
        var day = Number(text[1..3]);
        return Time(year, month, day, text[11..19]) is { } time && time > now.UtcDateTime.AddYearsOrMax(50)
            ? Time(year - 100, month, day, text[11..19])
            : Time(year, month, day, text[11..19]);
    }

    /// <summary>The time in the preferred format, for example <c>Sun, 06 Nov 1994 08:49:37 GMT</c>.</summary>
    public static string Format(DateTimeOffset time) => time.ToUniversalTime().ToString("r", CultureInfo.InvariantCulture);

    internal static DateTimeOffset? Field(HeaderFields fields, string name, DateTimeOffset now) =>
        fields.First(name) is { } value ? Parse(value, now) : null;

    private static DateTimeOffset AddYearsOrMax(this DateTime time, int years) =>
        time.Year + years > 9999 ? DateTimeOffset.MaxValue : new DateTimeOffset(time.AddYears(years), TimeSpan.Zero);

    private static DateTimeOffset? Time(int year, int month, int day, ReadOnlySpan<char> clock)
    {
        if (clock[2] != ':' || clock[5] != ':')
        {
            return null;
        }

        var (hour, minute, second) = (Number(clock[..2]), Number(clock[3..5]), Number(clock[6..8]));
        if (year < 1 || year > 9999 || month < 1 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60)
        {
            return null;
        }

        // A leap second is the second before.
        return new DateTimeOffset(year, month, day, hour, minute, Math.Min(second, 59), TimeSpan.Zero);
    }

    private static bool IsGmt(ReadOnlySpan<char> text) => text.Equals(" GMT", StringComparison.OrdinalIgnoreCase);

    private static int Name(ReadOnlySpan<char> text, string names)
    {
        for (var i = 0; i < names.Length; i += 3)
        {
            if (text.Equals(names.AsSpan(i, 3), StringComparison.OrdinalIgnoreCase))
            {
                return (i / 3) + 1;
            }
        }

        return 0;
    }

    private static bool IsDayName(ReadOnlySpan<char> text)
    {
        foreach (var day in (ReadOnlySpan<string>)["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
        {
            if (text.Equals(day, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static int Number(ReadOnlySpan<char> digits)
    {
        var value = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit(c))
            {
                return -1;
            }

            value = (value * 10) + (c - '0');
        }

        return value;
    }
}
