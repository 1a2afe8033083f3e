namespace Freshet.Storage;

/// <summary>What bringing a store on disk to the present version of its format did.</summary>
/// <param name="From">The version that was found.</param>
/// <param name="To">The present version; the same where nothing had to be done.</param>
/// <param name="Records">How many records were brought over.</param>
public sealed record StoreMigration(int From, int To, long Records);
