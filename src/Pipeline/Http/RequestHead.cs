namespace Freshet.Http;

/// <summary>A request without its content.</summary>
/// <param name="Method">The method, case-sensitive (RFC 9110 §9.1).</param>
/// <param name="Uri">The target URI: absolute, http or https, without fragment.</param>
/// <param name="Fields">The field lines.</param>
public sealed record RequestHead(string Method, Uri Uri, HeaderFields Fields)
{
    /// <summary>A GET request.</summary>
    public static RequestHead Get(Uri uri, HeaderFields? fields = null) => new("GET", uri, fields ?? HeaderFields.Empty);

    /// <summary>The same request with other fields.</summary>
    public RequestHead WithFields(HeaderFields fields) => this with { Fields = fields };
}
