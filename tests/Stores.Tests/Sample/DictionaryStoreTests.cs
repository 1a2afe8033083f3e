using Freshet.Storage;
using Freshet.Stores.Testing;

namespace Freshet.Stores.Tests.Sample;

#region readme
public sealed class DictionaryStoreTests : CacheStoreContract
{
    protected override ValueTask<ICacheStore> CreateAsync() => new(new DictionaryStore(Time));
}
#endregion
