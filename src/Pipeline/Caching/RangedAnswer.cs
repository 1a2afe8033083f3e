using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Caching;

// What of a stored response answers, with what its multipart content was made with.
internal readonly record struct RangedAnswer(RangeDecision? Decision, string Boundary = "", long Length = 0)
{
    public bool IsWhole => Decision is null or RangeDecision.Whole;

    public int StatusOf(StoredHead head) => Decision switch
    {
        RangeDecision.Part or RangeDecision.Parts => 206,
        RangeDecision.NotSatisfiable => 416,
        _ => head.Status,
    };

    public ResponseHead Of(ResponseHead whole) => Decision switch
    {
        RangeDecision.Part part => RangeResponse.Of(whole.Fields, part),
        RangeDecision.Parts => RangeResponse.OfParts(whole.Fields, Boundary, Length),
        RangeDecision.NotSatisfiable not => RangeResponse.Of(whole.Fields, not),
        _ => whole,
    };
}
