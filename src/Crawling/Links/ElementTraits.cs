namespace Freshet.Links;

/// <summary>What tree construction does with an element, as far as links depend on it.</summary>
[Flags]
internal enum ElementTraits : byte
{
    None = 0,

    /// <summary>Never holds content.</summary>
    Void = 1,

    /// <summary>A start tag in foreign content closes it (13.2.6.5).</summary>
    BreaksOut = 2,

    /// <summary>After it a frameset is ignored.</summary>
    SettlesBody = 4,

    /// <summary>In the category "special" (13.2.4.2): an end tag of an ordinary element does not reach past it.</summary>
    Special = 8,

    /// <summary>Its end tag looks for it in scope rather than up to the first special element.</summary>
    Scoped = 16,
}
