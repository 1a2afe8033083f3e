using System.Globalization;
using System.Reflection;
using Freshet.Program.Demo;

namespace Freshet.Program.Cli;

/// <summary>The commands of the program.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return await (args switch
            {
                [] => ShowHelp(ExitCodes.WrongUsage),
                ["--help" or "-h" or "-?", ..] => ShowHelp(ExitCodes.Done),
                ["--version", ..] => ShowVersion(),
                _ => RunAsync(Find(args[0]) ?? throw new UsageException(ExitCodes.WrongUsage, NoCommand(args[0])), args.AsSpan(1)),
            });
        }
        catch (UsageException error)
        {
            foreach (var problem in error.Problems)
            {
                await Console.Error.WriteLineAsync($"freshet: {problem}");
            }

            return error.ExitCode;
        }
        catch (Exception error)
        {
            await Console.Error.WriteLineAsync($"freshet: an error of the program itself, please report it: {error}");
            return ExitCodes.Unexpected;
        }
    }

    private static Task<int> RunAsync(Command command, ReadOnlySpan<string> words)
    {
        var arguments = CommandArguments.Read(command, words);
        if (arguments.IsHelpWanted)
        {
            Help.Write(Console.Out, command);
            return Task.FromResult(ExitCodes.Done);
        }

        if (command.Operand is null)
        {
            arguments.Problems.AddRange(arguments.Operands.Select(word => word.StartsWith('-')
                ? OptionNames.Problem(word, command)
                : $"freshet {command.Name} takes no {word}; freshet {command.Name} --help tells more."));
        }

        return command.RunAsync(arguments);
    }

    private static Task<int> ShowHelp(int exitCode)
    {
        Help.Write(Console.Out, [Find("crawl")!, Find("proxy")!, Find("explain")!, Find("cache")!, Find("demo")!]);
        return Task.FromResult(exitCode);
    }

    private static Task<int> ShowVersion()
    {
        Console.Out.WriteLine(typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        return Task.FromResult(ExitCodes.Done);
    }

    // A command is made when it is called: a crawl starts without what the others need.
    private static Command? Find(string name) => name switch
    {
        "crawl" => new CrawlArguments().ToCommand(),
        "proxy" => new ProxyArguments().ToCommand(),
        "explain" => new ExplainArguments().ToCommand(),
        "cache" => new CacheArguments().ToCommand(),
        "demo" => Demo(),
        _ => null,
    };

    private static Command Demo()
    {
        var port = Option.Value("--port", "N", "The port to serve on. Default: a free one.");
        return new Command(
            "demo", "Serve a small site on loopback, crawl it three times, and show what the cache did.", [port], "", arguments =>
            {
                var reader = new OptionReader(arguments);
                var number = (int)(reader.Number(port, 0, 65535) ?? 0);
                return reader.Problems.Count == 0 ? DemoCommand.RunAsync(number) : throw new UsageException(ExitCodes.WrongUsage, reader.Problems);
            });
    }

    private static string[] NoCommand(string given) =>
    [
        $"{given} is no command.",
        SeedList.Problem(given, out var seed) is null ? $"Did you mean freshet crawl {seed} ?" : "freshet --help tells more.",
    ];
}
