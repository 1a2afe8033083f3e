using System.Runtime.CompilerServices;

namespace Freshet.Flows;

/// <summary>One materialised flow: its stages, the links between them, and how it begins and ends.</summary>
internal sealed partial class Graph : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Probe> _probes = [];
    private readonly List<GraphLink> _links = [];
    private readonly List<Func<Task>> _starts = [];
    private readonly List<Action<Exception?>> _aborts = [];
    private readonly List<Action<Exception?>> _ends = [];
    private readonly List<StageFault> _faults = [];
    private readonly CancellationTokenSource _cancel;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _caller;
    private int _openSinks;
    private volatile bool _aborted;

    [MethodImpl(MethodImplOptions.NoOptimization)]
    public Graph(FlowOptions options, CancellationToken cancellationToken)
    {
        Options = options;
        _caller = cancellationToken;
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(_cancel.Token);
        Cancellation = _cancel.Token;
        Stopping = _stop.Token;
    }

    public FlowOptions Options { get; }

    /// <summary>Cancelled when the run is cancelled or broken.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Cancelled also when the run takes nothing more in.</summary>
    public CancellationToken Stopping { get; }

    public bool Aborted => _aborted;

    public IReadOnlyList<Probe> Probes => _probes;

    public IReadOnlyList<GraphLink> Links => _links;

    public Probe Register(string name, StageKind kind)
    {
        Probe probe = new(name, kind, Options.Time);
        _probes.Add(probe);
        return probe;
    }

    /// <summary>Puts a stage before those that were registered since.</summary>
    public void MoveFirst(Probe probe)
    {
        _probes.Remove(probe);
        _probes.Add(probe);
    }

    /// <summary>Numbers the stages, which are built from the sinks up, and gives each a name of its own.</summary>
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public void Seal()
    {
        _probes.Reverse();
        _links.Reverse();
        Dictionary<string, int> names = [];
        for (int id = 0; id < _probes.Count; id++)
        {
            string name = _probes[id].Name;
            int count = names[name] = names.GetValueOrDefault(name) + 1;
            _probes[id].Identify(id, count == 1 ? name : $"{name} {count}");
        }
    }

    public void Link(Probe from, Probe to, string? label = null, bool back = false) => _links.Add(new GraphLink(from, to, label, back));

    /// <summary>Registers a sink. A run whose sinks are all done stops its sources.</summary>
    public Action RegisterSink()
    {
        _openSinks++;
        int done = 0;
        return () =>
        {
            if (Interlocked.Exchange(ref done, 1) == 0 && Interlocked.Decrement(ref _openSinks) == 0)
            {
                Stop();
            }
        };
    }

    public void OnAbort(Action<Exception?> abort) => _aborts.Add(abort);

    /// <summary>Adds what is told, once, how the run ended: null, or its error.</summary>
    public void OnEnd(Action<Exception?> end) => _ends.Add(end);

    /// <summary>Adds work that begins with the run. Its exception breaks the run, under the stage's name, before its end is told on.</summary>
    public void Launch(Probe probe, Func<Task> work, Func<ValueTask> finish) => _starts.Add(async () =>
    {
        await GuardAsync(probe, work).ConfigureAwait(false);
        await GuardAsync(probe, () => finish().AsTask()).ConfigureAwait(false);
    });

    public Task GuardAsync(Probe probe, Func<Task> work) => Task.Run(async () =>
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Fault(probe, error);
        }
    });
}
