namespace Freshet.Caching;

// What those who wait for the leader of a flight do next.
internal abstract record FlightOutcome
{
    private FlightOutcome()
    {
    }

    // The store may have the answer now.
    internal sealed record LookAgain : FlightOutcome
    {
        public static LookAgain Instance { get; } = new();
    }

    // The response is for the leader only.
    internal sealed record Unshared : FlightOutcome
    {
        public static Unshared Instance { get; } = new();
    }

    // The response is being stored while it is read.
    internal sealed record Shared(InflightBody Body) : FlightOutcome;

    // There is no response.
    internal sealed record Failed(FetchException Error) : FlightOutcome;
}
