using System.Net.Http.Headers;
using Freshet.Http;

namespace Freshet.Caching;

// The raw field lines of a message of HttpClient, in order.
internal struct FieldLines(int capacity)
{
    private HeaderField[] _lines = new HeaderField[capacity];
    private int _count;

    public void Add(HttpHeadersNonValidated headers)
    {
        foreach (var header in headers)
        {
            foreach (var value in header.Value)
            {
                if (_count == _lines.Length)
                {
                    Array.Resize(ref _lines, _count * 2);
                }

                _lines[_count++] = new HeaderField(header.Key, value);
            }
        }
    }

    public readonly HeaderFields ToFields() => new(_count == _lines.Length ? _lines : _lines[.._count]);
}
