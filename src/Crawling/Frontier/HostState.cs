namespace Freshet.Frontiers;

internal enum HostState
{
    /// <summary>In no queue of hosts: nothing to lease, or as many leases as allowed.</summary>
    Idle,

    /// <summary>In the ring of hosts that take turns.</summary>
    Ready,

    /// <summary>In the heap, until an instant has come.</summary>
    Waiting,
}
