using Freshet.Crawls;

namespace Freshet.Program.Running;

/// <summary>Why pages failed, in words for people.</summary>
internal static class FailureReason
{
    /// <summary>The reason without the URL, which stands before it; with the cause, where the message leaves it out.</summary>
    public static string Of(Page page)
    {
        var failure = page.Failure!;
        var message = failure.Message.Replace($"{page.Url}: ", "", StringComparison.Ordinal);
        var cause = failure.GetBaseException().Message;
        return message.Contains(cause, StringComparison.Ordinal) ? message : $"{message} ({cause})";
    }
}
