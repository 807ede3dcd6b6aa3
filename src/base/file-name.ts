/**
 * Names of files, made of what a person called a thing: a name, never a path, and one that Windows,
 * macOS and Linux all take. Letters of every script stay.
 */

/** What no file system takes, paths are made of, or turns the direction of what is read. */
const REFUSED =
  /[\\/:*?"<>|\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]+/gu;
/** Dots and spaces at the ends: `..`, hidden files, and what Windows cuts off without a word. */
const ENDS = /^[.\s]+|[.\s]+$/gu;
/** Names of Windows' devices, whatever follows their first dot. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])\s*(?:\.|$)/iu;
/** UTF-8 bytes; file systems take 255, and an ending follows. */
const MOST_BYTES = 200;
const MOST_SIGNS = 100;

function shortened(name: string): string {
  const encoder = new TextEncoder();
  const signs: string[] = [];
  let bytes = 0;
  for (const sign of name) {
    bytes += encoder.encode(sign).length;
    if (bytes > MOST_BYTES || signs.length >= MOST_SIGNS) break;
    signs.push(sign);
  }
  return signs.join('');
}

/** `My net.json`; what cannot be in a name becomes a dash, and a name of which nothing is left `network`. */
export function fileName(name: string, ending = ''): string {
  const clean = name.normalize('NFC').replace(REFUSED, '-').replace(ENDS, '');
  const said = /[^-_.\s]/u.test(clean) ? clean : 'network';
  const base = shortened(`${DEVICE.test(said) ? '_' : ''}${said}`).replace(ENDS, '');
  return `${base}${ending}`;
}

/** The same things under names of files; of two that would be one, the later gets a number. */
export function byFileName<T>(things: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const named = new Map<string, T>();
  const taken = new Set<string>();
  for (const [name, thing] of Object.entries(things)) {
    const dot = name.lastIndexOf('.');
    const [base, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    const isEnding = /^\.[A-Za-z0-9]{1,16}$/.test(ending);
    const of = (suffix: string) =>
      isEnding ? fileName(base, suffix + ending) : fileName(name, suffix);
    let own = of('');
    // Names that differ in their case alone are one on Windows and macOS.
    for (let n = 2; taken.has(own.toLowerCase()); n++) own = of(` ${n}`);
    taken.add(own.toLowerCase());
    named.set(own, thing);
  }
  return Object.fromEntries(named);
}
