using System.Text;

namespace Freshet.Links;

/// <summary>A single-byte encoding that .NET lacks: ASCII below 0x80, and a table from a given byte on.</summary>
internal sealed class SingleByteEncoding(string name, int first, Func<int, char> map) : Encoding
{
    private const string Latin6 =
        "\u00A0ĄĒĢĪĨĶ§ĻĐŠŦŽ\u00ADŪŊ°ąēģīĩķ·ļđšŧž―ūŋĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏÐŅŌÓÔÕÖŨØŲÚÛÜÝÞßāáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ";

    private const string Latin8 =
        "\u00A0Ḃḃ£ĊċḊ§Ẁ©ẂḋỲ\u00AD®ŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏŴÑÒÓÔÕÖṪØÙÚÛÜÝŶßàáâãäåæçèéêëìíîïŵñòóôõöṫøùúûüýŷÿ";

    private const string Latin10 =
        "\u00A0ĄąŁ€„Š§š©Ș«Ź\u00ADźŻ°±ČłŽ”¶·žčș»ŒœŸżÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚßàáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ";

    public override string WebName => name;

    public override bool IsSingleByte => true;

    public static SingleByteEncoding? Create(string name) => name switch
    {
        "iso-8859-10" => new(name, 0xA0, static b => Latin6[b]),
        "iso-8859-14" => new(name, 0xA0, static b => Latin8[b]),
        "iso-8859-16" => new(name, 0xA0, static b => Latin10[b]),
        "x-user-defined" => new(name, 0x80, static b => (char)(0xF780 + b)),
        _ => null,
    };

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        for (var i = 0; i < byteCount; i++)
        {
            int b = bytes[byteIndex + i];
            chars[charIndex + i] = b < first ? (char)b : map(b - first);
        }
        return byteCount;
    }

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetMaxByteCount(int charCount) => charCount;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
    {
        for (var i = 0; i < charCount; i++)
            bytes[byteIndex + i] = ToByte(chars[charIndex + i]);
        return charCount;
    }

    private byte ToByte(char c)
    {
        if (c < first)
            return (byte)c;
        for (var b = first; b < 0x100; b++)
        {
            if (map(b - first) == c)
                return (byte)b;
        }
        return (byte)'?';
    }
}
