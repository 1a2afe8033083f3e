using System.Text.Json;
using Freshet.Tests.Kit;

namespace Freshet.Bench;

/// <summary>The program that is measured.</summary>
internal static class FreshetProgram
{
    public static string Path { get; } = Repository.At("src", "Crawler.Sample", "bin", "Release", "net10.0", "freshet");

    /// <summary>What it says in its last line on stdout.</summary>
    public static JsonElement Summary(string line)
    {
        try
        {
            return JsonDocument.Parse(line).RootElement;
        }
        catch (JsonException)
        {
            throw new InvalidOperationException($"The last line on stdout has to be a JSON object, it is: {line}");
        }
    }
}
