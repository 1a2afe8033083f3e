using System.Runtime.InteropServices;
using Freshet.Program.Cli;
using Freshet.Program.Output;

namespace Freshet.Program.Running;

/// <summary>Ctrl-C and SIGTERM: the first one drains, the second one ends the program at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly Action _stop;
    private readonly CrawlView _view;
    private readonly string _drains;
    private readonly PosixSignalRegistration[] _registrations;
    private int _received;

    public StopSignals(Action stop, CrawlView view, string drains = "what is in flight is finished and stored")
    {
        (_stop, _view, _drains) = (stop, view, drains);
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => On(context, 2)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => On(context, 15)),
        ];
    }

    /// <summary>The number of the first signal that came, or null.</summary>
    public int? Received => Volatile.Read(ref _received) is var signal && signal == 0 ? null : signal;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void On(PosixSignalContext context, int signal)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _received, signal, 0) == 0)
        {
            _stop();
            _view.Say($"Stopping: {_drains}. Once more stops at once.", evenIfQuiet: true);
        }
        else
        {
            _view.Close();
            Environment.Exit(ExitCodes.OfSignal(signal));
        }
    }
}
