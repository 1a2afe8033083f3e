using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Freshet.Program.Demo;
using Freshet.Program.Running;

namespace Freshet.Program.Cli;

/// <summary>The commands of the program.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var root = Root(args);
            var parse = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parse.Errors.Count > 0 && parse.Action is ParseErrorAction)
            {
                throw new UsageException(ExitCodes.WrongUsage, Problems(parse));
            }

            return await parse.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
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

    private static RootCommand Root(string[] args)
    {
        var arguments = new CrawlArguments();
        var crawl = arguments.ToCommand();
        crawl.SetAction((parse, _) => CrawlCommand.RunAsync(CrawlSettingsReader.Read(arguments, parse, Console.In)));
        crawl.Options.Add(new HelpOption { Action = new HelpAndMore(HelpTexts.Crawl) });

        var port = new Option<string>("--port") { HelpName = "N", Description = "The port to serve on. Default: a free one." };
        var demo = new Command("demo", "Serve a small site on loopback, crawl it three times, and show what the cache did.") { port };
        demo.SetAction((parse, _) => DemoCommand.RunAsync(ReadPort(port, parse)));

        // Its options are made for those who call it: a crawl starts without them.
        var proxy = new Command("proxy", "Serve as a caching proxy: in front of one server, or for all that clients ask for.");
        if (args is ["proxy", ..])
        {
            var proxyArguments = new ProxyArguments();
            proxyArguments.AddTo(proxy);
            proxy.SetAction((parse, _) => ProxyCommand.RunAsync(ProxySettingsReader.Read(proxyArguments, parse)));
            proxy.Options.Add(new HelpOption { Action = new HelpAndMore(HelpTexts.Proxy) });
        }

        var root = new RootCommand("freshet: crawl sites through an HTTP cache, or serve it as a proxy.") { crawl, proxy, demo };
        root.Options.OfType<HelpOption>().Single().Action = new HelpAndMore(HelpTexts.Root);
        root.SetAction(parse =>
        {
            new HelpAndMore(HelpTexts.Root).Invoke(parse);
            return ExitCodes.WrongUsage;
        });
        return root;
    }

    private static int ReadPort(Option<string> option, ParseResult parse)
    {
        var reader = new OptionReader(parse);
        var port = (int)(reader.Number(option, 0, 65535) ?? 0);
        return reader.Problems.Count == 0 ? port : throw new UsageException(ExitCodes.WrongUsage, reader.Problems);
    }

    private static List<string> Problems(ParseResult parse)
    {
        List<string> problems = [.. parse.Errors.Select(error => error.Message)];
        problems.Add(parse.UnmatchedTokens is [var first, ..] && SeedList.Problem(first, out var seed) is null
            ? $"Did you mean freshet crawl {seed} ?"
            : $"freshet {(parse.CommandResult.Command is RootCommand ? "" : parse.CommandResult.Command.Name + " ")}--help tells more.");
        return problems;
    }

    private sealed class HelpAndMore(string more) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            new HelpAction().Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine(more);
            return ExitCodes.Done;
        }
    }
}
