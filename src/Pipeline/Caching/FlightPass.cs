namespace Freshet.Caching;

// A caller's share in a flight, given up once.
internal sealed class FlightPass(Flight flight) : IDisposable
{
    private Flight? _flight = flight;

    public void Dispose() => Interlocked.Exchange(ref _flight, null)?.Leave();
}
