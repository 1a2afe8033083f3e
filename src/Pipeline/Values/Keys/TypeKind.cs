namespace Freshet.Values;

internal enum TypeKind
{
    Fields,
    Sequence,
    Set,
    Map,
}
