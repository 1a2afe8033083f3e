using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Freshet.Values;

internal static class ReflectedJson
{
    // Programs that are trimmed or compiled ahead of time have this switch off, and get the error.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Guarded by IsReflectionEnabledByDefault.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Guarded by IsReflectionEnabledByDefault.")]
    public static IValueSerializer Serializer() =>
        JsonSerializer.IsReflectionEnabledByDefault ? JsonValueSerializer.ByReflection() : new Missing();

    private sealed class Missing : IValueSerializer
    {
        public void Serialize<T>(T value, System.Buffers.IBufferWriter<byte> to) => throw Error();

        public T? Deserialize<T>(ReadOnlyMemory<byte> from) => throw Error();

        private static NotSupportedException Error() => new(
            $"This program has no JSON by reflection; set {nameof(ValueCacheOptions)}.{nameof(ValueCacheOptions.Serializer)} to a {nameof(JsonValueSerializer)} over source-generated contexts.");
    }
}
