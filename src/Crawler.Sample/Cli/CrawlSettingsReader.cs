using Freshet.Crawls;
using Freshet.Frontiers;

namespace Freshet.Program.Cli;

/// <summary>Turns a command line into settings, or into every problem found in it.</summary>
internal static class CrawlSettingsReader
{
    /// <exception cref="UsageException">Something is wrong with what was given.</exception>
    public static CrawlSettings Read(CrawlArguments arguments, CommandArguments given, Func<TextReader> input)
    {
        var reader = new OptionReader(given);
        var settings = new CrawlSettings
        {
            Crawl = ReadCrawl(arguments, reader),
            Store = ReadStore(arguments, reader),
            Json = reader.Flag(arguments.Json),
            Events = reader.Flag(arguments.Events),
            Picture = reader.NewFile(arguments.Picture),
            Verbosity = reader.Flag(arguments.Quiet) ? Verbosity.Quiet : reader.Flag(arguments.Verbose) ? Verbosity.Verbose : Verbosity.Normal,
            Seeds = SeedList.Read(given.Operands, reader.Text(arguments.Seeds), input, reader.Problems),
        };
        reader.Exclude(arguments.Quiet, arguments.Verbose);
        return reader.Problems.Count == 0 ? settings : throw new UsageException(ExitCodes.WrongUsage, reader.Problems);
    }

    private static CrawlOptions ReadCrawl(CrawlArguments arguments, OptionReader reader)
    {
        var defaults = new CrawlOptions();
        var limits = defaults.Limits;
        var headTimeout = reader.Duration(arguments.Timeout, TimeSpan.FromMilliseconds(1));
        return defaults with
        {
            Scope = reader.Choice<CrawlScope>(arguments.Scope) ?? defaults.Scope,
            MaxDepth = (int?)reader.Number(arguments.Depth, 0, int.MaxValue),
            MaxPages = reader.Number(arguments.MaxPages, 1, long.MaxValue),
            Concurrency = (int?)reader.Number(arguments.Concurrency, 1, 1024) ?? defaults.Concurrency,
            UserAgent = reader.Line(arguments.UserAgent) ?? defaults.UserAgent,
            Revalidate = reader.Flag(arguments.Revalidate),
            Limits = limits with
            {
                HeadTimeout = headTimeout ?? limits.HeadTimeout,
                TotalTimeout = headTimeout * 4 ?? limits.TotalTimeout,
                MaxBodyBytes = reader.Size(arguments.MaxBody, 1, 1 << 30) ?? limits.MaxBodyBytes,
            },
            Frontier = defaults.Frontier with { Politeness = ReadPoliteness(arguments, reader) },
        };
    }

    private static StoreChoice ReadStore(CrawlArguments arguments, OptionReader reader)
    {
        reader.Exclude(arguments.Memory, arguments.NoStore);
        reader.Exclude(arguments.Store, arguments.Memory);
        reader.Exclude(arguments.Store, arguments.NoStore);
        reader.Exclude(arguments.StoreSize, arguments.NoStore);
        reader.Exclude(arguments.MemoryTier, arguments.Memory);
        reader.Exclude(arguments.MemoryTier, arguments.NoStore);
        var size = reader.Size(arguments.StoreSize, 8 << 20, 1L << 50);
        var memoryTier = reader.Size(arguments.MemoryTier, 1 << 20, 1L << 40);
        if (reader.Flag(arguments.NoStore))
        {
            return new StoreChoice(StoreKind.None);
        }

        if (reader.Flag(arguments.Memory))
        {
            return new StoreChoice(StoreKind.Memory, MaxBytes: size);
        }

        var directory = reader.Text(arguments.Store) ?? StoreChoice.DefaultDirectory();
        if (string.IsNullOrWhiteSpace(directory))
        {
            reader.Problems.Add("The user has no home directory; give --store DIR, --memory or --no-store.");
        }

        return StoreUrl.Read(arguments.Store, directory ?? "", size, memoryTier, reader.Problems);
    }

    // What the user says of every host holds for loopback too.
    private static PolitenessOptions ReadPoliteness(CrawlArguments arguments, OptionReader reader)
    {
        var connections = (int?)reader.Number(arguments.ConnectionsPerHost, 1, int.MaxValue);
        var delay = reader.Duration(arguments.Delay, TimeSpan.Zero);
        HostPoliteness Asked(HostPoliteness politeness) => politeness with
        {
            MaxConnections = connections ?? politeness.MaxConnections,
            Delay = delay ?? politeness.Delay,
        };

        var defaults = new PolitenessOptions();
        return defaults with { Default = Asked(defaults.Default), Loopback = Asked(defaults.Loopback) };
    }
}
