namespace Freshet.Values;

internal interface ITableObserver
{
    void Evicted(ValueEntry entry);

    void Expired(ValueEntry entry);
}
