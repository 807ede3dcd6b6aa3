/**
 * A text as windows of characters: a row is `length` characters as indices into the characters that
 * the text has, in the order of their code points; the target is the character after each of them, or
 * after the last. Rows follow the text, one window every `stride` characters.
 */
import { issue } from '../../base/issue.ts';
import { type Generator, type Knobs, numbered } from './generator.ts';

/** The opening of Alice's Adventures in Wonderland (Lewis Carroll, 1865): what is read where none is given. */
export const ALICE = `Alice was beginning to get very tired of sitting by her sister on the bank, and of having nothing to do: once or twice she had peeped into the book her sister was reading, but it had no pictures or conversations in it, "and what is the use of a book," thought Alice "without pictures or conversations?"

So she was considering in her own mind (as well as she could, for the hot day made her feel very sleepy and stupid), whether the pleasure of making a daisy-chain would be worth the trouble of getting up and picking the daisies, when suddenly a White Rabbit with pink eyes ran close by her.

There was nothing so very remarkable in that; nor did Alice think it so very much out of the way to hear the Rabbit say to itself, "Oh dear! Oh dear! I shall be late!"
`;

/** Characters of a text; what a file may hold in one parameter. */
export const LONGEST_TEXT = 100_000;
/** More symbols than this make tables of weights that no browser trains. */
const MOST_SYMBOLS = 1000;

/** Code points, so that a character outside the first plane is one and not two halves. */
const charactersOf = (text: string): string[] =>
  Array.from((text || ALICE).replace(/\r\n?/g, '\n'));

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
  form: (knobs) => ({
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
        'The text has {got} characters; sequences of {length} need {least} or more.',
        { args: { got: codes.length, length, least: length + 1 }, where },
      );
    return vocabulary.length <= MOST_SYMBOLS
      ? undefined
      : issue(
          'data.text-symbols',
          'The text has {got} different characters; expected {most} at most.',
          { args: { got: vocabulary.length, most: MOST_SYMBOLS }, where },
        );
  },
  make: (knobs) => {
    const { length, stride, targetAt } = knobs;
    const { codes } = read(knobs.text);
    const rows = windows(knobs);
    const each = targetAt === 'last' ? 1 : length;
    const features = new Float64Array(rows * length);
    const labels = new Float64Array(rows * each);
    for (let row = 0; row < rows; row++) {
      const at = row * stride;
      features.set(codes.subarray(at, at + length), row * length);
      labels.set(codes.subarray(at + length + 1 - each, at + length + 1), row * each);
    }
    return { features, labels };
  },
};
