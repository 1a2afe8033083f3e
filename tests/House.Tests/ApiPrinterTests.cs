using System.Reflection;

namespace Freshet.House;

/// <summary>What the printer is tried on.</summary>
public static class Printed
{
    public interface IPort
    {
        ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken = default);
    }

    public sealed record Choice(string Name, int? Size = 3)
    {
        public required IReadOnlyDictionary<string, Uri?> Links { get; init; }

        internal int Hidden { get; set; }
    }

    public static bool TryFind<T>(this IEnumerable<T> items, Func<T, bool> wanted, out T found) where T : struct =>
        throw new NotSupportedException($"{items}{wanted}{found = default}");
}

public sealed class ApiPrinterTests
{
    private static readonly string Text = ApiPrinter.Print(Assembly.GetExecutingAssembly());

    [Theory(Timeout = 30_000)]
    [InlineData("\ninterface Printed.IPort\n    ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken = default)\n")]
    [InlineData("\nsealed record Printed.Choice\n")]
    [InlineData("\n    new(string Name, int? Size = 3)\n")]
    [InlineData("\n    required IReadOnlyDictionary<string, Uri?> Links { get; init; }\n")]
    [InlineData("\n    static bool TryFind<T>(this IEnumerable<T> items, Func<T, bool> wanted, out T found) where T : struct\n")]
    public void Members_are_printed_as_they_are_written(string expected) => Assert.Contains(expected, Text, StringComparison.Ordinal);

    [Theory(Timeout = 30_000)]
    [InlineData("Hidden")]
    [InlineData("Clone")]
    [InlineData("EqualityContract")]
    public void What_users_do_not_see_is_not_printed(string member) => Assert.DoesNotContain(member, Text, StringComparison.Ordinal);
}
