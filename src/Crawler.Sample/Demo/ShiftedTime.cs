namespace Freshet.Program.Demo;

/// <summary>The system's clock, and how far it was moved.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _offset;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));
}
