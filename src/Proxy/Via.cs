using Microsoft.AspNetCore.Http;

namespace Freshet.Proxies;

// RFC 9110 §7.6.3. The comment tells this proxy from another of the same name, so that a loop is seen.
internal sealed class Via
{
    private readonly string _mark;

    public Via(string name)
    {
        Id = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 4));
        _mark = $" {name} ({Id})";
        (Http11, Http10) = ("1.1" + _mark, "1.0" + _mark);
    }

    public string Id { get; }

    public string Http11 { get; }

    public string Http10 { get; }

    public string Of(string protocol) => protocol switch
    {
        "HTTP/1.1" => Http11,
        "HTTP/1.0" => Http10,
        _ => protocol.Replace("HTTP/", "", StringComparison.Ordinal) + _mark,
    };

    public string Of(Version version) => version.Major == 1 ? version.Minor == 0 ? Http10 : Http11 : $"{version.Major}.{version.Minor}{_mark}";

    public bool IsLoop(IHeaderDictionary headers)
    {
        foreach (var line in headers.Via)
        {
            if (line is not null && line.Contains(_mark, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
