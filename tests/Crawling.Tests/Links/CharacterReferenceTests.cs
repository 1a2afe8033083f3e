using System.Text;
using AngleSharp.Html;
using Freshet.Links;

namespace Freshet.Tests.Links;

public sealed class CharacterReferenceTests
{
    [Fact(Timeout = 30_000)]
    public void All_2231_named_references_mean_what_they_mean_to_AngleSharp()
    {
        var names = Encoding.UTF8.GetString(CharacterReferences.Named).Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(static e => e[..e.IndexOfAny([';', '?'])]).ToList();
        Assert.Equal(2_125, names.Distinct().Count());
        var bare = 0;
        foreach (var name in names)
        {
            var symbol = HtmlEntityProvider.Resolver.GetSymbol(name + ";");
            Assert.NotNull(symbol);
            Assert.Equal($"x{symbol}y", Decode($"x&{name};y"));
            var known = HtmlEntityProvider.Resolver.GetSymbol(name);
            Assert.Equal($"x{known ?? $"&{name}"}!", Decode($"x&{name}!"));
            // Before a letter, a digit or '=' a missing semicolon makes it plain text.
            Assert.Equal($"&{name}=", Decode($"&{name}="));
            bare += known == null ? 0 : 1;
        }
        Assert.Equal(106, bare);
    }

    [Fact(Timeout = 30_000)]
    public void Every_number_means_what_it_means_to_AngleSharp()
    {
        foreach (var code in Enumerable.Range(0, 0x400).Concat([0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFFFE, 0xFFFF, 0x10000, 0x10FFFF, 0x110000, int.MaxValue]))
        {
            var html = $"<a href='x&#{code};y'><a href='x&#x{code:x}y'><a href='x&#X0{code:X};z'>";
            Assert.Null(Comparison.Difference(html, CollectedLinks.Of(html), repeats: true));
        }
    }

    [Theory(Timeout = 30_000)]
    [InlineData("?a=1&b=2&copy=3&amp;d&#38;e", "?a=1&b=2&copy=3&d&e")]
    [InlineData("&notit;&notin;&not", "&notit;\u2209\u00AC")]
    [InlineData("&&amp;&;&#;&#x;&#xg;&", "&&&;&#;&#x;&#xg;&")]
    [InlineData("&#99999999999999999999;&#x80;", "\uFFFD\u20AC")]
    [InlineData("&nGt;&nGt;&nGt;", "\u226B\u20D2\u226B\u20D2\u226B\u20D2")]
    [InlineData("&CounterClockwiseContourIntegral;", "\u2233")]
    public void References_in_attributes_follow_the_rule_for_attributes(string value, string expected) => Assert.Equal(expected, Decode(value));

    private static string Decode(string value) => Assert.Single(CollectedLinks.Of($"<form action='/{value}'>").References)[1..];
}
