using Freshet.Bench;

try
{
    return args switch
    {
        ["compare", .. string[] options] => await Comparison.RunAsync(Options.Parse(options)),
        ["manual", string corpus] => await Manual.RunAsync(corpus),
        ["measure", .. string[] command] => Measurement.Report(command),
        ["read", string urls] => await Reader.RunAsync(urls, parse: false),
        ["memory", string url] => await MemoryCrawl.RunAsync(url, compressed: false),
        ["compressed", string url] => await MemoryCrawl.RunAsync(url, compressed: true),
        ["parse", string urls] => await Reader.RunAsync(urls, parse: true),
        _ => Usage(),
    };
}
catch (Exception e) when (e is ArgumentException or InvalidOperationException or TimeoutException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static int Usage()
{
    Console.Error.WriteLine("usage: bench/crawl/run [--pages N] [--rounds N] [--only NAME], or bench/crawl/large [PACKAGE]");
    return 2;
}
