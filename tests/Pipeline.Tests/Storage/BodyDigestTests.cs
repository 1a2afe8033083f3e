using System.Text;

namespace Freshet.Storage;

public sealed class BodyDigestTests
{
    // Published vectors of XXH64.
    [Theory(Timeout = 30_000)]
    [InlineData("", 0, 0xEF46DB3751D8E999)]
    [InlineData("a", 0, 0xD24EC4F1A98C6E5B)]
    [InlineData("as", 0, 0x1C330FB2D66BE179)]
    [InlineData("asd", 0, 0x631C37CE72A97393)]
    [InlineData("asdf", 0, 0x415872F599CEA71E)]
    [InlineData("abc", 0, 0x44BC2CF5AD770999)]
    [InlineData("", 123, 0xE0DB84DE91F3E198)]
    [InlineData("asdf", ulong.MaxValue, 0x9A2FD8473BE539B6)]
    [InlineData("Call me Ishmael. Some years ago--never mind how long precisely-", 0, 0x02A2E85470D6FD96)]
    public void It_is_XXH64(string text, ulong seed, ulong digest) =>
        Assert.Equal(digest, BodyDigest.Compute(Encoding.ASCII.GetBytes(text), seed));
}
