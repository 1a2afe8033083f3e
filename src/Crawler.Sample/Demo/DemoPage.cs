using Microsoft.AspNetCore.Http;

namespace Freshet.Program.Demo;

/// <summary>One page of the demo's site.</summary>
/// <param name="Path">Its decoded path.</param>
/// <param name="Reuse">What a cache may do with it.</param>
/// <param name="Answer">Writes the response.</param>
internal sealed record DemoPage(string Path, Reuse Reuse, Func<HttpContext, Task> Answer);

/// <summary>What a cache may do with a page of the demo's site.</summary>
internal enum Reuse
{
    /// <summary>Nothing: it fails, or must not be stored.</summary>
    No,

    /// <summary>Use it while it is fresh, then fetch it again: it has no validator.</summary>
    WhileFresh,

    /// <summary>Use it while it is fresh, then ask whether it changed.</summary>
    AndRevalidate,
}
