using System.Collections;
using System.Globalization;

namespace Freshet.Values;

// Settings in text: NAME:SETTING = value, where the name * or Defaults is that of the defaults.
public sealed partial record ValueCachesOptions
{
    private static readonly Dictionary<string, Func<ValueCacheOptions, string, ValueCacheOptions>> Settings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Lifetime"] = static (o, v) => o with { Defaults = o.Defaults with { Lifetime = Time(v) } },
        ["Sliding"] = static (o, v) => o with { Defaults = o.Defaults with { Sliding = Time(v) } },
        ["Jitter"] = static (o, v) => o with { Defaults = o.Defaults with { Jitter = Time(v) } },
        ["Priority"] = static (o, v) => o with { Defaults = o.Defaults with { Priority = Name<ValuePriority>(v) } },
        ["Version"] = static (o, v) => o with { Defaults = o.Defaults with { Version = v } },
        ["StaleFor"] = static (o, v) => Resilient(o, r => r with { StaleFor = Time(v) }),
        ["RetryAfter"] = static (o, v) => Resilient(o, r => r with { RetryAfter = Time(v) }),
        ["RefreshAt"] = static (o, v) => Resilient(o, r => r with { RefreshAt = double.Parse(v, CultureInfo.InvariantCulture) }),
        ["SoftTimeout"] = static (o, v) => Resilient(o, r => r with { SoftTimeout = Time(v) }),
        ["HardTimeout"] = static (o, v) => Resilient(o, r => r with { HardTimeout = Time(v) }),
        ["Memory:Mode"] = static (o, v) => o with { Memory = o.Memory with { Mode = Name<ValueMemoryMode>(v) } },
        ["Memory:MaxCount"] = static (o, v) => o with { Memory = o.Memory with { MaxCount = int.Parse(v, CultureInfo.InvariantCulture) } },
        ["Memory:MaxSize"] = static (o, v) => o with { Memory = o.Memory with { MaxSize = long.Parse(v, CultureInfo.InvariantCulture) } },
        ["Memory:MaxLifetime"] = static (o, v) => o with { Memory = o.Memory with { MaxLifetime = Time(v) } },
        ["Faults"] = static (o, v) => o with { Faults = Name<StoreFaults>(v) },
        ["StoreDeadline"] = static (o, v) => o with { StoreDeadline = Time(v) },
        ["MaxRefreshes"] = static (o, v) => o with { MaxRefreshes = int.Parse(v, CultureInfo.InvariantCulture) },
    };

    /// <summary>These options with what settings say otherwise, such as <c>users:Lifetime = 00:05:00</c>; the name <c>*</c> or <c>Defaults</c> is that of the defaults, and <c>users:Disabled = true</c> turns one off.</summary>
    /// <exception cref="OptionsException">A setting is not known or its value can't be read; all of them are named.</exception>
    public ValueCachesOptions With(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var (defaults, caches, disabled, problems) = (Defaults, new Dictionary<string, ValueCacheOptions>(Caches), new List<string>(Disabled), new List<string>());
        foreach (var (path, value) in settings.Where(static s => s.Value is not null).OrderBy(static s => IsDefaults(s.Key.Split(':')[0]) ? 0 : 1))
        {
            var (name, setting) = path.Split(':', 2) is [var n, var s] ? (n, s) : (path, "");
            try
            {
                if (setting.Equals("Disabled", StringComparison.OrdinalIgnoreCase))
                {
                    disabled.AddRange(bool.Parse(value!) ? [name] : []);
                }
                else if (!Settings.TryGetValue(setting, out var set))
                {
                    problems.Add($"The setting '{path}' is not known; there are {string.Join(", ", Settings.Keys.Order(StringComparer.Ordinal))} and Disabled.");
                }
                else if (IsDefaults(name))
                {
                    defaults = set(defaults, value!);
                }
                else
                {
                    caches[name] = set(caches.GetValueOrDefault(name) ?? defaults, value!);
                }
            }
            catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
            {
                problems.Add($"The setting '{path}' is '{value}': {error.Message}");
            }
        }

        OptionsException.ThrowIfAny(nameof(ValueCachesOptions), problems);
        return this with { Defaults = defaults, Caches = caches, Disabled = disabled };
    }

    /// <summary>These options with what environment variables say otherwise, such as <c>FRESHET_VALUES__users__Lifetime</c>.</summary>
    /// <exception cref="OptionsException">A setting is not known or its value can't be read; all of them are named.</exception>
    public ValueCachesOptions WithEnvironment(string prefix = "FRESHET_VALUES__") => With(
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(e => ((string)e.Key).StartsWith(prefix, StringComparison.Ordinal))
            .Select(e => KeyValuePair.Create(((string)e.Key)[prefix.Length..].Replace("__", ":", StringComparison.Ordinal), (string?)e.Value)));

    private static bool IsDefaults(string name) => name == "*" || name.Equals(nameof(Defaults), StringComparison.OrdinalIgnoreCase);

    private static ValueCacheOptions Resilient(ValueCacheOptions options, Func<ValueResilience, ValueResilience> change) =>
        options with { Defaults = options.Defaults with { Resilience = change(options.Defaults.Resilience ?? new ValueResilience()) } };

    private static TimeSpan Time(string text) =>
        text.Equals("infinite", StringComparison.OrdinalIgnoreCase) ? Timeout.InfiniteTimeSpan
            : double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.Parse(text, CultureInfo.InvariantCulture);

    private static TEnum Name<TEnum>(string text)
        where TEnum : struct, Enum =>
        Enum.TryParse<TEnum>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new FormatException($"one of {string.Join(", ", Enum.GetNames<TEnum>())} is right.");
}
