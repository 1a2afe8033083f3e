using FASTER.core;

namespace Freshet.Stores;

/// <summary>FASTER's commit file left out: recovery reads the records, so there is no file whose loss costs the others.</summary>
internal sealed class NoCommitFile : ILogCommitManager
{
    public void Commit(long beginAddress, long untilAddress, byte[] commitMetadata, long commitNum, bool forceWriteMetadata)
    {
    }

    public byte[]? GetCommitMetadata(long commitNum) => null;

    public IEnumerable<long> ListCommits() => [];

    public void RemoveCommit(long commitNum)
    {
    }

    public void RemoveAllCommits()
    {
    }

    public void OnRecovery(long commitNum)
    {
    }

    public void Dispose()
    {
    }
}
