namespace Freshet.Storage;

/// <summary>One segment of a stored body.</summary>
/// <param name="Length">Its length in bytes: 1 to <see cref="StoreLimits.MaxSegmentBytes"/>.</param>
/// <param name="Digest">Its <see cref="BodyDigest"/>.</param>
public readonly record struct BodySegment(int Length, ulong Digest);
