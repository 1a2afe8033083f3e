using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Control;

internal static class StoredNotes
{
    public static StoredNote NoteOrEmpty(this StoredHead head) =>
        (head.Facts.Has(ResponseFlags.Noted) ? StoredNote.Of(head.Fields) : null) ?? new StoredNote();

    public static StoredHead Noted(this StoredHead head, StoredNote note)
    {
        var flags = note.IsEmpty ? head.Facts.Flags & ~ResponseFlags.Noted : head.Facts.Flags | ResponseFlags.Noted;
        return new StoredHead(head.Method, head.Selecting, note.On(head.Fields), head.Facts with { Flags = flags }, head.Body);
    }
}
