namespace Freshet.Program.Cli;

/// <summary>Reads where to store: a directory, or a store by its URL.</summary>
internal static class StoreUrl
{
    private static readonly (string Scheme, StoreKind Kind)[] Schemes =
    [
        ("faster", StoreKind.Disk), ("file", StoreKind.Files), ("sqlite", StoreKind.Sqlite), ("redis", StoreKind.Redis), ("rediss", StoreKind.Redis),
        ("memcached", StoreKind.Memcached), ("s3", StoreKind.S3), ("dynamodb", StoreKind.DynamoDb), ("memory", StoreKind.Memory), ("none", StoreKind.None),
        ("tiered", StoreKind.Tiered),
    ];

    /// <summary>The choice; what is wrong with it is added to the problems.</summary>
    public static StoreChoice Read(Option option, string text, long? size, long? memoryTier, List<string> problems)
    {
        // A drive letter is no scheme, nor is what comes behind a slash.
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 2 || text.AsSpan(0, colon).ContainsAny('/', '\\', '.'))
        {
            return new StoreChoice(StoreKind.Disk, text, size, memoryTier);
        }

        var rest = text[(colon + 1)..];
        var choice = Read(option, text, Find(text[..colon]), rest, problems);
        return choice with { MaxBytes = choice.MaxBytes ?? size, MemoryTier = memoryTier, Text = text };
    }

    private static StoreKind? Find(string scheme)
    {
        foreach (var (name, kind) in Schemes)
        {
            if (name == scheme)
            {
                return kind;
            }
        }

        return null;
    }

    private static StoreChoice Read(Option option, string text, StoreKind? kind, string rest, List<string> problems)
    {
        switch (kind)
        {
            case null:
                problems.Add($"{option.Name} is {text}; a store is a directory or begins with one of {string.Join(", ", Schemes.Select(s => s.Scheme + ":"))}.");
                return new StoreChoice(StoreKind.None);
            case StoreKind.None when rest.Length == 0:
                return new StoreChoice(StoreKind.None);
            case StoreKind.Memory when rest.Length == 0:
                return new StoreChoice(StoreKind.Memory);
            case StoreKind.Memory when Quantities.TrySize(rest, out var bytes) && bytes >= 64 << 10:
                return new StoreChoice(StoreKind.Memory, MaxBytes: bytes);
            case StoreKind.Disk or StoreKind.Files or StoreKind.Sqlite when PathOf(rest) is { Length: > 0 } path:
                return new StoreChoice(kind.Value, path);
            case StoreKind.Redis or StoreKind.Memcached or StoreKind.S3 or StoreKind.DynamoDb when rest.StartsWith("//", StringComparison.Ordinal) && rest.Length > 2:
                return new StoreChoice(kind.Value, text);
            case StoreKind.Tiered when rest.Split(',') is { Length: > 1 } parts:
                return new StoreChoice(StoreKind.Tiered) { Tiers = [.. parts.Select(part => Read(option, part, size: null, memoryTier: null, problems))] };
            default:
                problems.Add($"{option.Name} is {text}; {FormOf(kind.Value)} would be right.");
                return new StoreChoice(StoreKind.None);
        }
    }

    // file:///var/cache is a path too.
    private static string PathOf(string rest) => rest.StartsWith("///", StringComparison.Ordinal) ? rest[2..] : rest.StartsWith("//", StringComparison.Ordinal) ? "" : rest;

    private static string FormOf(StoreKind kind) => kind switch
    {
        StoreKind.Memory => "memory: or memory:64M",
        StoreKind.None => "none:",
        StoreKind.Files => "file:DIR",
        StoreKind.Sqlite => "sqlite:FILE",
        StoreKind.Redis => "redis://localhost:6379",
        StoreKind.Memcached => "memcached://localhost:11211",
        StoreKind.S3 => "s3://bucket/prefix",
        StoreKind.DynamoDb => "dynamodb://table",
        StoreKind.Tiered => "tiered:memory:,DIR",
        _ => "faster:DIR",
    };
}
