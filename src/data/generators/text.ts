/**
 * A text as windows of characters: a row is `length` characters as indices into the characters that
 * the text has, in the order of their code points; the target is the character after each of them, or
 * after the last. Rows follow the text, one window every `stride` characters.
 */
import { issue } from '../../base/issue.ts';
import { isPause } from '../../base/piecemeal.ts';
import { type Generator, type Knobs, numbered } from './generator.ts';

/** Each with what it did to the one before it. */
const CHAIN: readonly (readonly [who: string, did: string])[] = [
  ['the house that Jack built', ''],
  ['the malt', 'lay in'],
  ['the rat', 'ate'],
  ['the cat', 'killed'],
  ['the dog', 'worried'],
  ['the cow with the crumpled horn', 'tossed'],
  ['the maiden all forlorn', 'milked'],
  ['the man all tattered and torn', 'kissed'],
  ['the priest all shaven and shorn', 'married'],
  ['the cock that crowed in the morn', 'waked'],
  ['the farmer sowing his corn', 'kept'],
];
const verse = (last: number): string =>
  CHAIN.slice(0, last + 1).reduce(
    (rest, [who, did], i) => (i === 0 ? who : `${who},\nThat ${did} ${rest}`),
    '',
  );

/**
 * The House That Jack Built (an English nursery rhyme, in print since 1755): what is read where no
 * text is given. Each verse repeats the one before, so that even a small network comes to know how
 * the last one goes on, and its end can tell whether it did.
 */
export const RHYME = CHAIN.map((_, i) => `This is ${verse(i)}.\n`).join('\n');

/** Characters of a text; what a file may hold in one parameter. */
export const LONGEST_TEXT = 100_000;
/** More symbols than this make tables of weights that no browser trains. */
const MOST_SYMBOLS = 1000;

/** Code points, so that a character outside the first plane is one and not two halves. */
const charactersOf = (text: string): string[] =>
  Array.from((text || RHYME).replace(/\r\n?/g, '\n'));

interface Read {
  readonly text: string;
  /** Each character's place in the vocabulary. */
  readonly codes: Uint16Array;
  readonly vocabulary: readonly string[];
}
/** Ports and shapes are asked for at each key and drag; the text is the same nearly every time. */
let last: Read | undefined;

function read(text: string): Read {
  if (last?.text === text) return last;
  const characters = charactersOf(text);
  const place = (c: string) => c.codePointAt(0) ?? 0;
  const vocabulary = [...new Set(characters)].sort((a, b) => place(a) - place(b));
  const codeOf = new Map(vocabulary.map((c, i) => [c, i]));
  const codes = Uint16Array.from(characters, (c) => codeOf.get(c) ?? 0);
  last = { text, codes, vocabulary };
  return last;
}

const windows = ({ text, length, stride }: Knobs): number =>
  Math.max(0, Math.floor((read(text).codes.length - length - 1) / stride) + 1);

export const text: Generator = {
  name: 'text',
  title: { en: 'Text, next character', zh: '文本：下一个字符' },
  elementSpec: (knobs) => ({
    inputs: numbered(knobs.length),
    shape: [knobs.length],
    time: 0,
    ...(knobs.targetAt === 'last' ? {} : { target: [knobs.length] }),
    symbols: read(knobs.text).vocabulary,
    rows: windows(knobs),
  }),
  task: 'indices',
  indices: true,
  ordered: true,
  uses: ['validation', 'length', 'stride', 'targetAt', 'text'],
  check: ({ text, length }) => {
    const { codes, vocabulary } = read(text);
    const where = { param: 'text' };
    if (codes.length < length + 1)
      return issue(
        'data.text-short',
        {
          en: 'The text has {got} characters; sequences of {length} need {least} or more.',
          zh: '文本有 {got} 个字符；长度为 {length} 的序列至少需要 {least} 个。',
        },
        { args: { got: codes.length, length, least: length + 1 }, where },
      );
    return vocabulary.length <= MOST_SYMBOLS
      ? undefined
      : issue(
          'data.text-symbols',
          {
            en: 'The text has {got} different characters; expected {most} at most.',
            zh: '文本有 {got} 种不同的字符；最多 {most} 种。',
          },
          { args: { got: vocabulary.length, most: MOST_SYMBOLS }, where },
        );
  },
  *make(knobs) {
    const { length, stride, targetAt } = knobs;
    const { codes } = read(knobs.text);
    const rows = windows(knobs);
    const each = targetAt === 'last' ? 1 : length;
    const features = new Float64Array(rows * length);
    const labels = new Float64Array(rows * each);
    for (let row = 0; row < rows; row++) {
      if (isPause(row)) yield { pass: 'data', done: row, of: rows };
      const at = row * stride;
      features.set(codes.subarray(at, at + length), row * length);
      labels.set(codes.subarray(at + length + 1 - each, at + length + 1), row * each);
    }
    return { features, labels };
  },
};
