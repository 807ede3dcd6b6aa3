/**
 * Older files become today's, one version at a time, over raw JSON: a step knows two neighbouring
 * forms and nothing of the program. Never change a step that was released; add the next one.
 */
import { fail, issue, ok, type Result } from '../base/issue.ts';
import { show } from './explain.ts';
import { VERSION } from './schema.ts';

export type Raw = Readonly<Record<string, unknown>>;

interface Migration {
  /** Turns a file of this version into one of the next. */
  readonly from: number;
  readonly step: (file: Raw) => Raw;
}

/** Version 1 is the first. */
const MIGRATIONS: readonly Migration[] = [];

/** The file in the form of `version`; steps may be given for tests. */
export function migrate(
  file: Raw,
  version: number = VERSION,
  steps: readonly Migration[] = MIGRATIONS,
): Result<Raw> {
  const at = file.version;
  const where = { path: ['version'] };
  if (typeof at !== 'number' || !Number.isInteger(at) || at < 0)
    return fail(
      issue(
        'file.version',
        {
          en: 'version is {got}; expected a whole number, at most {version}.',
          zh: '版本为 {got}；应为不超过 {version} 的整数。',
        },
        {
          args: { got: show(at), version },
          where,
        },
      ),
    );
  if (at > version)
    return fail(
      issue(
        'file.newer',
        {
          en: 'The file has version {got}; this program reads up to version {version}. A newer Chainrule opens it.',
          zh: '文件版本为 {got}，本程序最多读到版本 {version}。请用更新的 Chainrule 打开。',
        },
        { args: { got: at, version }, where },
      ),
    );
  let current = file;
  for (let v = at; v < version; v++) {
    const migration = steps.find((m) => m.from === v);
    if (!migration)
      return fail(
        issue(
          'file.version',
          {
            en: 'version is {got}; there has never been such a file.',
            zh: '版本为 {got}，从未有过这样的文件。',
          },
          {
            args: { got: at, version },
            where,
          },
        ),
      );
    current = { ...migration.step(current), version: v + 1 };
  }
  return ok(current);
}
