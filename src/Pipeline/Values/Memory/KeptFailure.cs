using System.Runtime.ExceptionServices;

namespace Freshet.Values;

// An exception of a factory that is thrown again while it is kept.
internal sealed class KeptFailure(Exception error)
{
    private readonly ExceptionDispatchInfo _info = ExceptionDispatchInfo.Capture(error);

    public Exception Error => error;

    public void Throw() => _info.Throw();
}
