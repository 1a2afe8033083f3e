namespace Freshet.Http;

internal static class StructuredKeys
{
    // §4.2.2, §4.2.3.2: a key that is there already keeps its place and takes the later value.
    public static void Set<T>(List<KeyValuePair<string, T>> pairs, string key, T value)
    {
        for (var i = 0; i < pairs.Count; i++)
        {
            if (pairs[i].Key == key)
            {
                pairs[i] = new(key, value);
                return;
            }
        }

        pairs.Add(new(key, value));
    }

    public static string Checked(string key) => StructuredCharacters.IsKey(key) ? key
        : throw new ArgumentException($"\"{key}\" is no key: it begins with a lower-case letter or \"*\", then come these, digits, \"_\", \"-\" and \".\".");
}
