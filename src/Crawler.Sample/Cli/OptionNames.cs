namespace Freshet.Program.Cli;

/// <summary>Finds the option that a mistyped one was meant to be.</summary>
internal static class OptionNames
{
    public static string Problem(string given, Command command)
    {
        var nearest = command.Options.Select(option => option.Name).MinBy(name => Distance(name, given))!;
        return Distance(nearest, given) <= 3
            ? $"{given} is no option; did you mean {nearest} ?"
            : $"{given} is no option; freshet {command.Name} --help lists them.";
    }

    // Levenshtein's: letters to add, drop or exchange.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j - 1], above) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[to.Length];
    }
}
