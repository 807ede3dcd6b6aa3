/**
 * Bytes to text, chunk by chunk: byte-order marks, the encodings that spreadsheets write, and one
 * kind of line end. Not a parser.
 */
import { fail, issue, ok, type Result } from '../../base/issue.ts';

/** What a person's file may be written in; UTF-16 only with its byte-order mark. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'windows-1252';

export interface TextReader {
  readonly encoding: Encoding;
  /** Text of the next bytes; a character or line end that is cut in two waits for the next call. */
  push(bytes: Uint8Array): string;
  end(): string;
}

/** Looks at the first bytes of a file and opens a reader for it. */
export function openText(head: Uint8Array): Result<TextReader> {
  const encoding = encodingOf(head);
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be' && head.includes(0))
    return fail(
      issue('csv.binary', {
        en: 'This is not a text file. Save the table as CSV and choose that file.',
        zh: '这不是文本文件。请把表格另存为 CSV，再选择该文件。',
      }),
    );
  // The decoder drops the byte-order mark by itself.
  const decoder = new TextDecoder(encoding);
  let held = '';
  const lines = (text: string, last: boolean) => {
    let whole = held + text;
    held = '';
    if (!last && whole.endsWith('\r')) {
      held = '\r';
      whole = whole.slice(0, -1);
    }
    return whole.includes('\r') ? whole.replace(/\r\n?/g, '\n') : whole;
  };
  return ok({
    encoding,
    push: (bytes) => lines(decoder.decode(bytes, { stream: true }), false),
    end: () => lines(decoder.decode(), true),
  });
}

function encodingOf(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (decodes(head, 'utf-8')) return 'utf-8';
  return decodes(head, 'gb18030') && mostlyPairs(head) ? 'gb18030' : 'windows-1252';
}

function decodes(head: Uint8Array, encoding: Encoding): boolean {
  try {
    // As a stream, since the head may end within a character.
    new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Chinese text has its high bytes side by side; an umlaut stands alone between letters. */
function mostlyPairs(head: Uint8Array): boolean {
  let alone = 0;
  let together = 0;
  for (let i = 0; i < head.length; ) {
    const begin = i;
    while (i < head.length && head[i]! >= 0x80) i++;
    if (i - begin === 1) alone++;
    else if (i - begin > 1) together++;
    if (i === begin) i++;
  }
  return together >= alone;
}
