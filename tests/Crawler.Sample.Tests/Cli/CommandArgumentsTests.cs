using Freshet.Program.Cli;

namespace Freshet.Program.Tests.Cli;

public sealed class CommandArgumentsTests
{
    private static readonly Option Depth = Option.Value("--depth", "N", "");
    private static readonly Option Json = Option.Flag("--json", "");
    private static readonly Option Quiet = Option.Flag("--quiet", "", "-q");
    private static readonly Command Some = new("some", "", [Depth, Json, Quiet], "", _ => Task.FromResult(0));

    [Theory(Timeout = 30_000)]
    [InlineData("--depth 3 a", "3", "a")]
    [InlineData("a --depth=3 b", "3", "a b")]
    [InlineData("--depth -1", "-1", "")]
    [InlineData("--depth=", "", "")]
    [InlineData("a -- --depth -q", null, "a --depth -q")]
    [InlineData("- -x --detph", null, "- -x --detph")]
    public async Task A_value_follows_its_option_or_an_equals_sign(string words, string? depth, string operands)
    {
        await Task.Yield();
        var read = CommandArguments.Read(Some, words.Split(' '));
        Assert.Equal(depth, read.Value(Depth));
        Assert.Equal(operands, string.Join(' ', read.Operands));
        Assert.False(read.Has(Json) || read.Has(Quiet) || read.IsHelpWanted);
        Assert.Empty(read.Problems);
    }

    [Fact(Timeout = 30_000)]
    public async Task Flags_have_short_names_and_may_come_again()
    {
        await Task.Yield();
        var read = CommandArguments.Read(Some, ["-q", "--json", "--json", "-h"]);
        Assert.True(read.Has(Json) && read.Has(Quiet) && read.IsHelpWanted);
        Assert.Empty(read.Problems);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("--depth", "--depth is given without its value N.")]
    [InlineData("--depth --json", "--depth is given without its value N.")]
    [InlineData("--depth 1 --depth 2", "--depth is given twice.")]
    [InlineData("--json=yes", "--json takes no value.")]
    public async Task What_can_not_be_read_is_told(string words, string problem)
    {
        await Task.Yield();
        Assert.Equal(problem, Assert.Single(CommandArguments.Read(Some, words.Split(' ')).Problems));
    }
}
