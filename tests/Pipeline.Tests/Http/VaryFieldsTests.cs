namespace Freshet.Http;

public sealed class VaryFieldsTests
{
    [Theory(Timeout = 30_000)]
    [InlineData("", false, "")]
    [InlineData("A", false, "A")]
    [InlineData("A, b ,A,a", false, "A b")]
    [InlineData(",, A,", false, "A")]
    [InlineData("*", true, "")]
    [InlineData(", *", true, "")]
    [InlineData("*, *", true, "")]
    [InlineData("A, *", true, "A")]
    [InlineData("A*", false, "A*")]
    public void A_value_is_read_into_names(string value, bool any, string names)
    {
        var vary = VaryFields.Parse(HeaderFields.Of(("Vary", value)));
        Assert.Equal((any, names), (vary.IsAny, string.Join(' ', vary.Names)));
    }
}
