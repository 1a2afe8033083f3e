namespace Freshet.Http;

/// <summary>A final response without its content.</summary>
/// <param name="Status">The status code, 200 to 999.</param>
/// <param name="Fields">The field lines.</param>
public sealed record ResponseHead(int Status, HeaderFields Fields)
{
    /// <summary>The same response with other fields.</summary>
    public ResponseHead WithFields(HeaderFields fields) => this with { Fields = fields };
}
