using System.Collections;

namespace Freshet.Values;

/// <summary>Lifetimes that depend on the result and the arguments, for <see cref="MemoizeOptions{TArgs, TResult}.LifetimeOf"/>.</summary>
public static class Lifetimes
{
    /// <summary>Short for what is of today or later and may still change, long for the past; nothing empty is stored of today.</summary>
    /// <param name="date">The day that the arguments ask for.</param>
    /// <param name="today">How long results of today and later are fresh.</param>
    /// <param name="past">How long results of days before are fresh.</param>
    /// <param name="storesEmptyToday">Whether null and empty results of today are stored.</param>
    /// <param name="storesEmptyPast">Whether null and empty results of the past are stored.</param>
    /// <param name="time">The clock, whose local day is today; the system's when null.</param>
    public static Func<TResult, TArgs, TimeSpan?> TodayAware<TArgs, TResult>(
        Func<TArgs, DateOnly> date, TimeSpan today, TimeSpan past, bool storesEmptyToday = false, bool storesEmptyPast = true, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(date);
        time ??= TimeProvider.System;
        return (result, args) =>
        {
            var isPast = date(args) < DateOnly.FromDateTime(time.GetLocalNow().DateTime);
            var isStored = (isPast ? storesEmptyPast : storesEmptyToday) || !IsEmpty(result);
            return !isStored ? TimeSpan.Zero : isPast ? past : today;
        };
    }

    internal static bool IsEmpty(object? value)
    {
        switch (value)
        {
            case null:
                return true;
            case string text:
                return text.Length == 0;
            case ICollection collection:
                return collection.Count == 0;
            case IEnumerable items:
                var enumerator = items.GetEnumerator();
                using (enumerator as IDisposable)
                {
                    return !enumerator.MoveNext();
                }

            default:
                return false;
        }
    }
}
