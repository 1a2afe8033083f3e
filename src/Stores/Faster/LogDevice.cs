using FASTER.core;

namespace Freshet.Stores;

/// <summary>The face of the segment files towards FASTER: it queues page writes for the flusher's thread.</summary>
/// <remarks>The store reads the files itself and begins each session on a fresh page, so FASTER never reads.</remarks>
internal sealed class LogDevice(string name, LogFlusher flusher) : StorageDeviceBase(name, 512, Devices.CAPACITY_UNSPECIFIED)
{
    public override void WriteAsync(
        IntPtr sourceAddress,
        int segmentId,
        ulong destinationAddress,
        uint numBytesToWrite,
        DeviceIOCompletionCallback callback,
        object context) =>
        flusher.Enqueue(new PageWrite(sourceAddress, segmentId, (long)destinationAddress, (int)numBytesToWrite, callback, context));

    public override void ReadAsync(
        int segmentId,
        ulong sourceAddress,
        IntPtr destinationAddress,
        uint readLength,
        DeviceIOCompletionCallback callback,
        object context) =>
        throw new NotSupportedException("The log is read through its segment files.");

    public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result) => callback(result);

    public override void Dispose()
    {
    }
}

/// <summary>A page, or a part of it, on its way to a file.</summary>
internal readonly record struct PageWrite(
    IntPtr Source, int Segment, long Offset, int Length, DeviceIOCompletionCallback Callback, object Context);
