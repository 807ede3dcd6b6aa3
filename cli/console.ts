/** What every command shares: where texts go, how issues and tables look, how a command gives up. */
import {
  type Arg,
  formatPath,
  type Issue,
  type NameOf,
  type Place,
  sentenceOf,
  textOf,
} from '../src/base/issue.ts';
import { print } from '../src/document/print.ts';

export interface Console {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Progress may overwrite its own line. */
  readonly isTerminal: boolean;
  /** What nodes are called, in the document that the command has read. */
  nameOf?: NameOf;
}

/** The input is wrong: the issues are told and the exit code is 1. */
export class Refused extends Error {
  readonly issues: readonly Issue[];
  constructor(issues: readonly Issue[]) {
    super(issues.map((i) => sentenceOf(i)).join(' ') || 'refused');
    this.issues = issues;
  }
}

/** What was asked for is told, and the answer is no: the exit code is 1. */
export class Disagreed extends Error {}

export function refuse(...issues: readonly Issue[]): never {
  throw new Refused(issues);
}

function place(where: Place | undefined): string {
  if (!where) return '';
  if (where.path) return formatPath(where.path);
  const { node, port, edge, param } = where;
  return [node ?? edge, port ?? param].filter(Boolean).join('.');
}

/** `error [shape.mismatch] dense1.in: message`; a place that the message begins with is not repeated. */
function issueLine(issue: Issue, nameOf?: NameOf): string {
  const { severity, code, where } = issue;
  const message = sentenceOf(issue, nameOf);
  const at = place(where);
  return `${severity} [${code}] ${at && !message.startsWith(at) ? `${at}: ` : ''}${message}\n`;
}

export function tell(console: Console, issues: readonly Issue[]): void {
  console.err(issues.map((i) => issueLine(i, console.nameOf)).join(''));
  // A browser keeps tables; here they come with the command.
  if (issues.some((i) => i.code === 'data.table-missing'))
    console.err('Give the table with --data (train), or rows of your own with --batch (trace).\n');
}

/** Of an amount the figures: its unit is the sentence's. */
const plainText = (arg: Arg, nameOf?: NameOf): string =>
  typeof arg === 'object' && 'figures' in arg ? arg.figures : textOf(arg, nameOf);

const plainArgs = (args: NonNullable<Issue['args']>, nameOf?: NameOf) =>
  Object.fromEntries(
    Object.entries(args).map(([name, arg]) => [
      name,
      typeof arg === 'number' ? arg : plainText(arg, nameOf),
    ]),
  );

/** Issues for programs: with the sentence put together, and what stands in it as texts and numbers. */
export const plainIssues = (console: Console, issues: readonly Issue[]) =>
  issues.map((issue) => {
    const { severity, code, sentence: _, args, ...rest } = issue;
    const message = sentenceOf(issue, console.nameOf);
    return {
      severity,
      code,
      message,
      ...(args && { args: plainArgs(args, console.nameOf) }),
      ...rest,
    };
  });

/** Lists of numbers stay on one line; numbers that JSON has no word for become null. */
export const json = (value: unknown): string => `${print(value)}\n`;

/** Columns aligned; the first row is the heading. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
