namespace Freshet.Storage;

// docs/format.md describes it. All numbers are little-endian.
internal static class StoredHeadLayout
{
    public const uint Magic = 0x44485246; // "FRHD"
    public const ushort Version = 1;
    public const int RecordHeader = 24;

    public const int Length = 0;
    public const int Status = 4;
    public const int Flags = 8;
    public const int MaxAge = 12;
    public const int SMaxAge = 16;
    public const int StaleWhileRevalidate = 20;
    public const int StaleIfError = 24;
    public const int Age = 28;
    public const int Date = 32;
    public const int Expires = 40;
    public const int LastModified = 48;
    public const int RequestTime = 56;
    public const int ResponseTime = 64;
    public const int BodyHigh = 72;
    public const int BodyLow = 80;
    public const int BodyLength = 88;
    public const int SegmentCount = 96;
    public const int RequestPart = 100;
    public const int ResponsePart = 104;
    public const int Used = 108;
    public const int Fixed = 112;
    public const int Segment = 12;
}
