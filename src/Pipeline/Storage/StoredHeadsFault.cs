namespace Freshet.Storage;

/// <summary>Why bytes are not a record of heads.</summary>
public enum StoredHeadsFault
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>They do not begin like one.</summary>
    NotARecord,

    /// <summary>A later version of the format wrote them.</summary>
    NewerVersion,

    /// <summary>They are shorter or longer than they say.</summary>
    Torn,

    /// <summary>Their digest or their structure is wrong.</summary>
    Altered,
}
