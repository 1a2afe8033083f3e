using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Freshet.Values;

/// <summary>Values as JSON, by reflection or by source-generated contexts.</summary>
public sealed class JsonValueSerializer : IValueSerializer
{
    private readonly JsonSerializerOptions _options;

    /// <summary>A serialiser whose types are known from source-generated contexts; it suits trimmed and ahead-of-time compiled programs.</summary>
    /// <param name="contexts">The contexts; the first that knows a type is used.</param>
    public JsonValueSerializer(params JsonSerializerContext[] contexts)
        : this(new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine(contexts) })
    {
    }

    /// <summary>A serialiser with options of which <see cref="JsonSerializerOptions.TypeInfoResolver"/> is set.</summary>
    /// <exception cref="ArgumentException">The options have no resolver.</exception>
    public JsonValueSerializer(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.TypeInfoResolver is null)
        {
            throw new ArgumentException(
                $"The options have no {nameof(options.TypeInfoResolver)}; give them one, or use {nameof(JsonValueSerializer)}.{nameof(ByReflection)}.", nameof(options));
        }

        _options = options;
    }

    /// <summary>A serialiser for any type.</summary>
    [RequiresUnreferencedCode("JSON by reflection needs members that trimming may remove; use source-generated contexts.")]
    [RequiresDynamicCode("JSON by reflection may need code that is made at run time; use source-generated contexts.")]
    public static JsonValueSerializer ByReflection(JsonSerializerOptions? options = null) =>
        new(new JsonSerializerOptions(options ?? JsonSerializerOptions.Default) { TypeInfoResolver = options?.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver() });

    /// <inheritdoc/>
    public void Serialize<T>(T value, IBufferWriter<byte> to)
    {
        using var writer = new Utf8JsonWriter(to, new JsonWriterOptions { SkipValidation = true });
        JsonSerializer.Serialize(writer, value, (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T)));
    }

    /// <inheritdoc/>
    public T? Deserialize<T>(ReadOnlyMemory<byte> from) =>
        JsonSerializer.Deserialize(from.Span, (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T)));
}
