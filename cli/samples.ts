/** `samples`: the list; `samples NAME`: one of them as a file. */
import { issue } from '../src/base/issue.ts';
import { serialise } from '../src/document/codec.ts';
import { SAMPLES, sampleOf } from '../src/samples/index.ts';
import { type Console, json, refuse, table } from './console.ts';

export function samples(
  name: string | undefined,
  options: { readonly json?: boolean },
  console: Console,
): void {
  console.out(name === undefined ? listOf(options.json === true) : fileOf(name));
}

function listOf(machine: boolean): string {
  const list = SAMPLES.map(({ id, title, instructions: look }) => ({ id, title, look }));
  return machine
    ? json(list)
    : table([['sample', 'title', ''], ...list.map((s) => [s.id, s.title.en, s.look.en])]);
}

function fileOf(name: string): string {
  const sample =
    sampleOf(name) ??
    refuse(
      issue(
        'sample.unknown',
        {
          en: 'There is no sample {name}; expected one of {names}.',
          zh: '没有示例 {name}；应为 {names} 之一。',
        },
        {
          args: { name, names: SAMPLES.map((s) => s.id).join(', ') },
        },
      ),
    );
  return serialise(sample.document, sample.weights);
}
