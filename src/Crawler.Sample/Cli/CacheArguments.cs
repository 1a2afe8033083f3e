using Freshet.Program.Running;

namespace Freshet.Program.Cli;

/// <summary>What <c>freshet cache</c> takes.</summary>
internal sealed class CacheArguments
{
    public Option Store { get; } = Option.Value("--store", "DIR|URL", "The store. Default: freshet in the user's cache directory.");

    public Option Host { get; } = Option.Value("--host", "NAME", "Responses of a host.");

    public Option Prefix { get; } = Option.Value("--prefix", "URL", "Responses whose URL begins so.");

    public Option Status { get; } = Option.Value("--status", "N", "Responses with a status code.");

    public Option Tag { get; } = Option.Value("--tag", "TAG", "Responses with a tag.");

    public Option Fresh { get; } = Option.Flag("--fresh", "Responses that are fresh.");

    public Option Stale { get; } = Option.Flag("--stale", "Responses that are not.");

    public Option OlderThan { get; } = Option.Value("--older-than", "TIME", "Responses received before that long.");

    public Option Limit { get; } = Option.Value("--limit", "N", "List at most N. Default: all.");

    public Option Skip { get; } = Option.Value("--skip", "N", "Leave out the first N, in the order of their URLs.");

    public Option All { get; } = Option.Flag("--all", "With clear: everything.");

    public Option Repair { get; } = Option.Flag("--repair", "With verify: remove what is damaged.");

    public Option Body { get; } = Option.Flag("--body", "With show: the body alone, as it is stored.");

    public Option Json { get; } = Option.Flag("--json", "JSON objects, one a line.");

    public Option Yaml { get; } = Option.Flag("--yaml", "With show: as export writes it in YAML, with the body.");

    public Option Format { get; } = Option.Value("--format", "json|yaml", "With export and import: the form. Default: what the file's name, or its beginning, says.");

    public Option MaxEntry { get; } = Option.Value("--max-entry", "SIZE", "With import: the longest entry. Default: 64M.");

    public Command ToCommand() => new(
        "cache",
        "Look into a store, and change what is there.",
        [Store, Host, Prefix, Status, Tag, Fresh, Stale, OlderThan, Limit, Skip, All, Repair, Body, Json, Yaml, Format, MaxEntry],
        HelpTexts.Cache,
        arguments => CacheCommand.RunAsync(CacheSettings.Read(this, arguments)))
    {
        Operand = "ACTION",
        OperandDescription = "ls, show, rm, clear, stats, verify, compact, migrate, export or import, and what it acts on.",
    };
}
