using Freshet.Program.Running;

namespace Freshet.Program.Cli;

/// <summary>What <c>freshet explain</c> takes.</summary>
internal sealed class ExplainArguments
{
    public Option Header { get; } = Option.Values("--header", "FIELD", "A field of the request, such as \"Accept: text/html\"; may be given more than once.", "-H");

    public Option Response { get; } =
        Option.Value("--response", "FILE", "A response as curl -i or curl -D writes it, - for stdin, in place of asking the origin.");

    public Option Store { get; } = Option.Value("--store", "DIR", "Explain what is stored there; the origin is asked when that is nothing.");

    public Option Shared { get; } = Option.Flag("--shared", "As a shared cache sees it. Default: a private one.");

    public Option Private { get; } = Option.Flag("--private", "As a private cache sees it; the default.");

    public Option Lifetime { get; } = Option.Value("--lifetime", "TIME", "With a lifetime of one's own: 90s, 2h, 1d, a date, never, immediately.");

    public Option Timeout { get; } = Option.Value("--timeout", "TIME", "How long the response may take to begin. Default: 30s.");

    public Option Json { get; } = Option.Flag("--json", "As one JSON object.");

    public Command ToCommand() => new(
        "explain",
        "Explain what a cache makes of a response: whether it is stored, how long it is fresh, what comes after.",
        [Header, Response, Store, Shared, Private, Lifetime, Timeout, Json],
        HelpTexts.Explain,
        arguments => ExplainCommand.RunAsync(ExplainSettingsReader.Read(this, arguments)))
    {
        Operand = "URL",
        OperandDescription = "The URL to ask for.",
    };
}
