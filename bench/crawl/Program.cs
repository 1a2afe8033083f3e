using Freshet.Bench;

return args switch
{
    ["compare", .. string[] options] => await Comparison.RunAsync(Options.Parse(options)),
    ["measure", .. string[] command] => Measurement.Report(command),
    ["read", string urls] => await Reader.RunAsync(urls, parse: false),
    ["parse", string urls] => await Reader.RunAsync(urls, parse: true),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: bench/crawl/run [--pages N] [--rounds N] [--only NAME]");
    return 2;
}
