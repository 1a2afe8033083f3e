using Freshet.Control;

namespace Freshet.Program.Cli;

/// <summary>What is to be done to a store, valid as a whole.</summary>
internal sealed record CacheSettings
{
    public required string Action { get; init; }

    public required StoreChoice Store { get; init; }

    /// <summary>The other store of an export or import, or null.</summary>
    public StoreChoice? Other { get; init; }

    public IReadOnlyList<Uri> Urls { get; init; } = [];

    public string File { get; init; } = "";

    /// <summary>Null without a filter.</summary>
    public StoredFilter? Filter { get; init; }

    public long Limit { get; init; } = long.MaxValue;

    public long Skip { get; init; }

    public bool All { get; init; }

    public bool Repair { get; init; }

    public bool Body { get; init; }

    public bool Json { get; init; }

    public bool Yaml { get; init; }

    /// <summary>Null for what the file's name or its beginning says.</summary>
    public EntryForm? Format { get; init; }

    /// <summary>The longest entry that is read, in bytes.</summary>
    public int MaxEntry { get; init; } = 64 << 20;

    /// <exception cref="UsageException">Something is wrong with what was given.</exception>
    public static CacheSettings Read(CacheArguments arguments, CommandArguments given)
    {
        var reader = new OptionReader(given);
        reader.Exclude(arguments.Fresh, arguments.Stale);
        reader.Exclude(arguments.Json, arguments.Yaml);
        var action = given.Operands.Count > 0 ? given.Operands[0] : "";
        var rest = given.Operands.Skip(1).ToList();
        var settings = new CacheSettings
        {
            Action = action,
            Store = StoreUrl.Read(arguments.Store, reader.Text(arguments.Store) ?? StoreChoice.DefaultDirectory() ?? "", null, null, reader.Problems),
            Filter = ReadFilter(arguments, reader),
            Limit = reader.Number(arguments.Limit, 0, long.MaxValue) ?? long.MaxValue,
            Skip = reader.Number(arguments.Skip, 0, long.MaxValue) ?? 0,
            All = reader.Flag(arguments.All),
            Repair = reader.Flag(arguments.Repair),
            Body = reader.Flag(arguments.Body),
            Json = reader.Flag(arguments.Json),
            Yaml = reader.Flag(arguments.Yaml),
            Format = reader.Choice<EntryForm>(arguments.Format),
            MaxEntry = (int)(reader.Size(arguments.MaxEntry, 1024, 1 << 30) ?? 64 << 20),
        };
        settings = settings.With(action, rest, arguments, reader.Problems);
        if (settings.Filter is not null && action is ("show" or "rm" or "verify" or "compact" or "migrate" or "import"))
        {
            reader.Problems.Add($"freshet cache {action} takes no filter such as --host; ls, stats, clear and export do.");
        }

        if (action != "import")
        {
            settings = settings with { Store = Unbounded(settings.Store) };
        }

        return reader.Problems.Count == 0 ? settings : throw new UsageException(ExitCodes.WrongUsage, reader.Problems);
    }

    private static StoreChoice Unbounded(StoreChoice choice) => choice with { Unbounded = true, Tiers = [.. choice.Tiers.Select(Unbounded)] };

    private CacheSettings With(string action, List<string> rest, CacheArguments arguments, List<string> problems)
    {
        switch (action)
        {
            case "ls" or "stats" or "verify" or "compact" or "migrate" or "clear" when rest.Count == 0:
                if (action == "clear" && Filter is null && !All)
                {
                    problems.Add("freshet cache clear needs a filter such as --host, or --all for everything.");
                }

                return this;
            case "show" when rest.Count == 1:
            case "rm" when rest.Count > 0:
                return this with { Urls = [.. rest.Select(url => ReadUrl(url, problems)).OfType<Uri>()] };
            case "export" or "import" when rest.Count == 1:
                return IsStore(rest[0])
                    ? this with { Other = StoreUrl.Read(arguments.Store, rest[0], null, null, problems) }
                    : this with { File = rest[0] };
            case "ls" or "stats" or "verify" or "compact" or "migrate" or "clear":
                problems.Add($"freshet cache {action} takes no {rest[0]}; freshet cache --help tells more.");
                return this;
            case "show" or "rm":
                problems.Add($"freshet cache {action} needs {(action == "show" ? "one URL" : "at least one URL")}.");
                return this;
            case "export" or "import":
                problems.Add($"freshet cache {action} needs a file, - for {(action == "export" ? "stdout" : "stdin")}, or a store.");
                return this;
            default:
                problems.Add($"freshet cache {action} is no action; ls, show, rm, clear, stats, verify, compact, migrate, export and import are.");
                return this;
        }
    }

    // Another store is named by its scheme: a plain path is a file.
    private static bool IsStore(string text) => text.IndexOf(':', StringComparison.Ordinal) is > 1 and var colon && !text.AsSpan(0, colon).ContainsAny('/', '\\', '.');

    private static Uri? ReadUrl(string text, List<string> problems)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        problems.Add($"{text} is no http or https URL.");
        return null;
    }

    private static StoredFilter? ReadFilter(CacheArguments arguments, OptionReader reader)
    {
        var filter = new StoredFilter
        {
            Host = reader.Text(arguments.Host),
            Prefix = reader.Text(arguments.Prefix),
            Tag = reader.Text(arguments.Tag),
            Status = (int?)reader.Number(arguments.Status, 100, 999),
            IsFresh = reader.Flag(arguments.Fresh) ? true : reader.Flag(arguments.Stale) ? false : null,
            OlderThan = reader.Duration(arguments.OlderThan, TimeSpan.Zero),
        };
        return filter == new StoredFilter() ? null : filter;
    }
}

/// <summary>The forms of entries in a file.</summary>
internal enum EntryForm
{
    Json,
    Yaml,
}
