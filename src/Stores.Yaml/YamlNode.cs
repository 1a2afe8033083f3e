namespace Freshet.Stores;

/// <summary>A part of a document of YAML.</summary>
/// <param name="Line">Where it begins, counted from 1 in the whole text.</param>
internal abstract record YamlNode(int Line);

/// <summary>A scalar; only a plain one, without quotes, can be anything but text.</summary>
internal sealed record YamlScalar(int Line, string Value, bool IsPlain, bool IsBinary) : YamlNode(Line);

internal sealed record YamlSequence(int Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line);

internal sealed record YamlMapping(int Line, IReadOnlyList<(YamlScalar Name, YamlNode Value)> Members) : YamlNode(Line);
