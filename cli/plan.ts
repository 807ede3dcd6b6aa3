/** `plan FILE`: the work order as the backends get it. */
import { hasErrors } from '../src/base/issue.ts';
import { NOTHING_COMPUTES } from '../src/compile/compilation.ts';
import { compile } from '../src/compile/compile.ts';
import { printPlan } from '../src/plan/print.ts';
import { type Console, json, refuse, tell } from './console.ts';
import { readDocument } from './files.ts';

export async function plan(
  file: string,
  options: { readonly json?: boolean },
  console: Console,
): Promise<void> {
  const { document } = await readDocument(file, console);
  const compilation = compile(document);
  if (hasErrors(compilation.issues)) refuse(...compilation.issues);
  tell(console, compilation.issues);
  if (!compilation.plan) return refuse(NOTHING_COMPUTES);
  console.out(options.json ? json(compilation.plan) : printPlan(compilation.plan));
}
