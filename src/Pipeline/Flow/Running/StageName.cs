namespace Freshet.Flows;

/// <summary>Names a stage after the method that it is made of; a lambda has no name of its own.</summary>
internal static class StageName
{
    public static string Of(Delegate function, string otherwise)
    {
        string name = function.Method.Name;
        if (name.StartsWith('<') && name.IndexOf(">g__", StringComparison.Ordinal) is > 0 and var local)
        {
            // A local function: <Outer>g__Name|0_1
            name = name[(local + 4)..].Split('|')[0];
        }

        return name.Contains('<') || name is "Invoke" ? otherwise : name;
    }
}
