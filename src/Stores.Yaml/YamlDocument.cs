using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Freshet.Stores;

// Reads one document into nodes, without what could make a small text large, slow or something other than data.
internal sealed class YamlDocument
{
    // A record, its responses, a response, its fields, a pair of them, its values, a value.
    private const int MaxDepth = 7;
    private const string Tags = "tag:yaml.org,2002:";

    private readonly Parser _parser;
    private readonly int _lines;

    private YamlDocument(TextReader text, int firstLine) => (_parser, _lines) = (new Parser(text), firstLine - 1);

    private ParsingEvent Current => _parser.Current!;

    // Null for a document without anything.
    public static YamlNode? Parse(string text, int firstLine)
    {
        var document = new YamlDocument(new StringReader(text), firstLine);
        try
        {
            return document.Parse();
        }
        catch (YamlException e)
        {
            throw new FormatException($"{(e.InnerException ?? e).Message} (line {document._lines + e.Start.Line})", e);
        }
        catch (Exception e) when (e is not (FormatException or OutOfMemoryException))
        {
            // The reader of YAML is not ours: what it stumbles over is no YAML to us.
            throw new FormatException($"It is no YAML: {e.Message}", e);
        }
    }

    private YamlNode? Parse()
    {
        Next();
        Next();
        if (Current is StreamEnd)
        {
            return null;
        }

        Next();
        var root = Node(1);
        Next();
        Next();
        return Current is not StreamEnd ? throw Error("here another document begins without a line of three dashes before it")
            : root is YamlScalar { Value: "", IsPlain: true } ? null
            : root;
    }

    // From the first event of a node to its last.
    private YamlNode Node(int depth)
    {
        if (depth > MaxDepth)
        {
            throw Error("it is nested deeper than a record is");
        }

        var line = _lines + (int)Current.Start.Line;
        if (Current is NodeEvent { Anchor.IsEmpty: false } or AnchorAlias)
        {
            throw Error("anchors and aliases are not read");
        }

        switch (Current)
        {
            case Scalar scalar:
                return new YamlScalar(line, scalar.Value, scalar is { Style: ScalarStyle.Plain, Tag.IsEmpty: true }, Tag(scalar.Tag, ["str", "int", "bool", "null", "timestamp", "binary"]) == "binary");
            case SequenceStart sequence:
                Tag(sequence.Tag, ["seq", "omap"]);
                List<YamlNode> items = [];
                for (Next(); Current is not SequenceEnd; Next())
                {
                    items.Add(Node(depth + 1));
                }

                return new YamlSequence(line, items);
            case MappingStart mapping:
                Tag(mapping.Tag, ["map"]);
                return new YamlMapping(line, Members(depth));
            default:
                throw Error("something is missing");
        }
    }

    private List<(YamlScalar Name, YamlNode Value)> Members(int depth)
    {
        List<(YamlScalar Name, YamlNode Value)> members = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        for (Next(); Current is not MappingEnd; Next())
        {
            if (Node(depth + 1) is not YamlScalar name)
            {
                throw Error("the name of a member is no text");
            }

            if (!names.Add(name.Value))
            {
                throw Error($"'{Short(name.Value)}' is there twice");
            }

            Next();
            members.Add((name, Node(depth + 1)));
        }

        return members;
    }

    private string Tag(TagName tag, string[] known)
    {
        if (tag.IsEmpty || tag.IsNonSpecific)
        {
            return "";
        }

        var name = tag.Value.StartsWith(Tags, StringComparison.Ordinal) ? tag.Value[Tags.Length..] : "";
        return known.Contains(name) ? name : throw Error($"the tag {Short(tag.Value)} is not read here");
    }

    private void Next()
    {
        if (!_parser.MoveNext())
        {
            throw Error("it ends too early");
        }
    }

    private FormatException Error(string what) => new($"{what} (line {_lines + (_parser.Current?.Start.Line ?? 1)})");

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
