/** Edits of the document as a whole: its name and how it trains. */
import { between } from '../base/fields.ts';
import { fail, issue, ok, type Result } from '../base/issue.ts';
import { LIMITS } from './limits.ts';
import { type Patch, patchOf } from './patch.ts';
import type { Document, RunSettings } from './records.ts';

/** Run settings. The optimiser's own parameters are told by the check of the document. */
export function setRun(document: Document, change: Partial<RunSettings>): Result<Patch> {
  const run = { ...document.run, ...change };
  const whole = (param: 'seed' | 'batchSize', min: number, max: number) =>
    Number.isInteger(run[param]) && run[param] >= min && run[param] <= max
      ? []
      : [
          issue(
            'param.invalid',
            {
              en: '{param} is {got}; expected {expected}.',
              zh: '{param} 为 {got}；应为 {expected}。',
            },
            {
              args: {
                param,
                got: String(run[param]),
                expected: between(min, max, true),
              },
              where: { param },
            },
          ),
        ];
  const problems = [...whole('seed', 0, LIMITS.seed), ...whole('batchSize', 1, LIMITS.batchSize)];
  return problems.length ? fail(...problems) : ok(patchOf(document, { run }));
}

export function rename(document: Document, name: string): Result<Patch> {
  const text = name.trim();
  if (!text || text.length > LIMITS.name)
    return fail(
      issue(
        'document.name',
        {
          en: 'The name has {got} characters; expected 1 to {most}.',
          zh: '名称有 {got} 个字符，应为 1 到 {most} 个。',
        },
        {
          args: { got: text.length, most: LIMITS.name },
        },
      ),
    );
  return ok(patchOf(document, { name: text }));
}
