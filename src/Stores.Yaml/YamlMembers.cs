using System.Text;

namespace Freshet.Stores;

// The members of a mapping, each of the type that is asked for.
internal sealed class YamlMembers
{
    private readonly Dictionary<string, YamlNode> _members;
    private readonly YamlNode _holder;

    public YamlMembers(YamlNode node, string what, string[] known)
    {
        _holder = node;
        _members = node is YamlMapping mapping
            ? mapping.Members.ToDictionary(member => member.Name.Value, member => member.Value, StringComparer.Ordinal)
            : throw Error(node, $"{what} is a mapping of {string.Join(", ", known)}");
        if (_members.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            // What is misspelt would be without effect.
            throw Error(_members[unknown], $"'{(unknown.Length > 40 ? unknown[..40] : unknown)}' is none of {string.Join(", ", known)}");
        }
    }

    public static IReadOnlyList<YamlNode> Items(YamlNode node, string name) =>
        node is YamlSequence sequence ? sequence.Items : throw Error(node, $"'{name}' is no list");

    public YamlNode? Find(string name) => _members.GetValueOrDefault(name);

    public string Text(string name) => Scalar(name) is { IsBinary: false, Value.Length: > 0 } scalar ? scalar.Value : throw Error(name, "is no text");

    public bool Flag(string name, bool otherwise) => Find(name) is null ? otherwise : Scalar(name) switch
    {
        { IsPlain: true, Value: "true" or "True" or "TRUE" } => true,
        { IsPlain: true, Value: "false" or "False" or "FALSE" } => false,
        _ => throw Error(name, "is neither true nor false"),
    };

    public byte[] Bytes(string name, Encoding utf8)
    {
        var scalar = Scalar(name);
        try
        {
            return scalar.IsBinary ? Convert.FromBase64String(scalar.Value) : utf8.GetBytes(scalar.Value);
        }
        catch (Exception e) when (e is FormatException or EncoderFallbackException)
        {
            throw Error(name, scalar.IsBinary ? "is no base64" : "has half a surrogate pair");
        }
    }

    // Of a mapping, whose values may be lists, or of a list of such mappings.
    public IEnumerable<(string Name, YamlScalar Value)> Pairs(string name) => Find(name) switch
    {
        null => [],
        YamlMapping mapping => Pairs(mapping, name),
        YamlSequence sequence => sequence.Items.SelectMany(item => item is YamlMapping mapping ? Pairs(mapping, name) : throw Error(item, $"an item of '{name}' is no name with a value")),
        YamlScalar { IsPlain: true, Value: "" } => [],
        _ => throw Error(name, "is no mapping"),
    };

    public FormatException Error(string name, string what) => Error(Find(name) ?? _holder, $"'{name}' {what}");

    private static IEnumerable<(string Name, YamlScalar Value)> Pairs(YamlMapping mapping, string holder)
    {
        foreach (var (name, value) in mapping.Members)
        {
            if (name.Value.Length == 0 || name.IsBinary)
            {
                throw Error(name, $"a name of '{holder}' is empty");
            }

            foreach (var one in value is YamlSequence sequence ? sequence.Items : [value])
            {
                yield return one is YamlScalar { IsBinary: false } scalar ? (name.Value, scalar) : throw Error(one, $"'{name.Value}' of '{holder}' is no text");
            }
        }
    }

    private static FormatException Error(YamlNode where, string what) => new($"{what} (line {where.Line})");

    private YamlScalar Scalar(string name) =>
        Find(name) is not { } found ? throw Error(_holder, $"there is no '{name}'") : found as YamlScalar ?? throw Error(name, "is no text");
}
