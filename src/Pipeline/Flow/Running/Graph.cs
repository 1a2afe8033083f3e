namespace Freshet.Flows;

/// <summary>One materialised flow: its stages, the links between them, and how it begins and ends.</summary>
internal sealed partial class Graph : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<Probe> probes = [];
    private readonly List<GraphLink> links = [];
    private readonly List<Func<Task>> starts = [];
    private readonly List<Action<Exception?>> aborts = [];
    private readonly List<Action<Exception?>> ends = [];
    private readonly List<StageFault> faults = [];
    private readonly CancellationTokenSource cancel;
    private readonly CancellationTokenSource stop;
    private readonly CancellationToken caller;
    private int openSinks;
    private volatile bool aborted;

    public Graph(FlowOptions options, CancellationToken cancellationToken)
    {
        Options = options;
        caller = cancellationToken;
        cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancel.Token);
        Cancellation = cancel.Token;
        Stopping = stop.Token;
    }

    public FlowOptions Options { get; }

    /// <summary>Cancelled when the run is cancelled or broken.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Cancelled also when the run takes nothing more in.</summary>
    public CancellationToken Stopping { get; }

    public bool Aborted => aborted;

    public IReadOnlyList<Probe> Probes => probes;

    public IReadOnlyList<GraphLink> Links => links;

    public Probe Register(string name, StageKind kind)
    {
        Probe probe = new(name, kind, Options.Time);
        probes.Add(probe);
        return probe;
    }

    /// <summary>Puts a stage before those that were registered since.</summary>
    public void MoveFirst(Probe probe)
    {
        probes.Remove(probe);
        probes.Add(probe);
    }

    /// <summary>Numbers the stages, which are built from the sinks up, and gives each a name of its own.</summary>
    public void Seal()
    {
        probes.Reverse();
        links.Reverse();
        Dictionary<string, int> names = [];
        for (int id = 0; id < probes.Count; id++)
        {
            string name = probes[id].Name;
            int count = names[name] = names.GetValueOrDefault(name) + 1;
            probes[id].Identify(id, count == 1 ? name : $"{name} {count}");
        }
    }

    public void Link(Probe from, Probe to, string? label = null, bool back = false) => links.Add(new GraphLink(from, to, label, back));

    /// <summary>Registers a sink. A run whose sinks are all done stops its sources.</summary>
    public Action RegisterSink()
    {
        openSinks++;
        int done = 0;
        return () =>
        {
            if (Interlocked.Exchange(ref done, 1) == 0 && Interlocked.Decrement(ref openSinks) == 0)
            {
                Stop();
            }
        };
    }

    public void OnAbort(Action<Exception?> abort) => aborts.Add(abort);

    /// <summary>Adds what is told, once, how the run ended: null, or its error.</summary>
    public void OnEnd(Action<Exception?> end) => ends.Add(end);

    /// <summary>Adds work that begins with the run. Its exception breaks the run, under the stage's name, before its end is told on.</summary>
    public void Launch(Probe probe, Func<Task> work, Func<ValueTask> finish) => starts.Add(async () =>
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
