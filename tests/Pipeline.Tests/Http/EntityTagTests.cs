namespace Freshet.Http;

public sealed class EntityTagTests
{
    // RFC 9110 §8.8.3.2
    [Theory(Timeout = 30_000)]
    [InlineData("W/\"1\"", "W/\"1\"", false, true)]
    [InlineData("W/\"1\"", "W/\"2\"", false, false)]
    [InlineData("W/\"1\"", "\"1\"", false, true)]
    [InlineData("\"1\"", "\"1\"", true, true)]
    [InlineData("1", "\"1\"", false, false)]
    public void Tags_compare_strongly_and_weakly(string a, string b, bool strong, bool weak)
    {
        var (left, right) = (EntityTag.Parse(a)!.Value, EntityTag.Parse(b)!.Value);
        Assert.Equal((strong, weak), (left.StrongEquals(right), left.WeakEquals(right)));
        Assert.Equal((strong, weak), (right.StrongEquals(left), right.WeakEquals(left)));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("\"a\"", "\"a\"", true)]
    [InlineData("\"a\"", "\"b\" , W/\"a\"", true)]
    [InlineData("\"a\"", "\"b\",\"c\"", false)]
    [InlineData("\"a\"", "*", true)]
    [InlineData("\"a,b\"", "\"a,b\"", true)]
    [InlineData("\"b\"", "\"a,\"b\",c\"", false)]
    [InlineData("a", "b, a", true)]
    [InlineData("\"a\"", "\"a", false)]
    [InlineData("\"a\"", "W/", false)]
    [InlineData("\"a\"", "", false)]
    public void A_tag_is_found_in_a_list(string tag, string list, bool found) => Assert.Equal(found, EntityTag.Parse(tag)!.Value.IsIn(list));

    [Theory(Timeout = 30_000)]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("W/")]
    public void Nothing_is_no_tag(string? text) => Assert.Null(EntityTag.Parse(text));
}
