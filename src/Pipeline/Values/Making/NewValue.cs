namespace Freshet.Values;

// A value on its way to its places.
internal readonly record struct NewValue<T>(
    string Key, T Value, long Created, ValuePlan Plan, EntryTimes Times, IReadOnlyList<string> Tags, long? Size)
{
    public ValueRecord Head => new()
    {
        Kind = ValueKind.Null,
        Created = Created,
        FreshUntil = Times.FreshUntil,
        KeptUntil = Times.KeptUntil,
        Sliding = Times.Sliding,
        SlidesUntil = Times.SlidesUntil,
        Version = Plan.Version,
        Tags = Tags,
    };
}
