/** Edits of notes: texts that lie on the canvas and compute nothing. */
import { freshId } from '../base/ids.ts';
import { fail, issue, ok, type Result } from '../base/issue.ts';
import { own } from '../base/own.ts';
import { LIMITS } from './limits.ts';
import { type Patch, patchOf } from './patch.ts';
import { type Made, place, tooMany } from './placing.ts';
import type { Document, NoteRecord, Point } from './records.ts';

export const NOTE_SIZE = { width: 200, height: 120 } as const;

export function addNote(document: Document, position: Point, text = ''): Result<Made> {
  const ids = Object.keys(document.notes);
  if (ids.length >= LIMITS.notes) return tooMany('notes');
  const id = freshId('note', ids);
  const note: NoteRecord = {
    id,
    text: text.slice(0, LIMITS.string),
    position: place(position),
    size: NOTE_SIZE,
  };
  return ok({ patch: patchOf(document, { notes: { [id]: note } }), id });
}

export function setNote(
  document: Document,
  id: string,
  change: Partial<Pick<NoteRecord, 'text' | 'position' | 'size'>>,
): Result<Patch> {
  const note = own(document.notes, id);
  if (!note)
    return fail(
      issue(
        'note.missing',
        { en: 'There is no note {note}.', zh: '没有便签 {note}。' },
        { args: { note: id } },
      ),
    );
  const extent = (v: number) => Math.max(1, Math.min(10_000, Math.round(v) || 1));
  const { text, position, size } = change;
  return ok(
    patchOf(document, {
      notes: {
        [id]: {
          ...note,
          ...(text !== undefined && { text: text.slice(0, LIMITS.string) }),
          ...(position && { position: place(position) }),
          ...(size && { size: { width: extent(size.width), height: extent(size.height) } }),
        },
      },
    }),
  );
}
