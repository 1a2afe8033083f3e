namespace Freshet.Flows;

/// <summary>An arrow of the picture; <paramref name="Back"/> closes a loop.</summary>
internal readonly record struct GraphLink(Probe From, Probe To, string? Label, bool Back);
