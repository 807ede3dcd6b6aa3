/**
 * `explain FILE`: one training step on the reference backend, in float64, each move by the textbook: its
 * equations in letters and with the numbers of one sample, as plain text and TeX. What the page shows.
 */
import { hasErrors, issue } from '../src/base/issue.ts';
import type { Move } from '../src/plan/plan.ts';
import { createEngine } from '../workers/engine/engine.ts';
import type { ShownEquation } from '../workers/engine/protocol.ts';
import { type Console, json, refuse, tell } from './console.ts';
import { backendOf, engineParts } from './engine.ts';
import { readDocument } from './files.ts';

export const PHASES = ['forward', 'loss', 'backward', 'update'] as const;
interface ExplainOptions {
  readonly json?: boolean;
  readonly node?: string;
  readonly phase?: Move['phase'];
  readonly sample: number;
}

interface Explained {
  readonly node: string;
  readonly phase: Move['phase'];
  readonly equations: readonly ShownEquation[];
}

export async function explain(
  file: string,
  options: ExplainOptions,
  console: Console,
): Promise<void> {
  const { document, weights, issues } = await readDocument(file, console);
  tell(console, issues);
  const { node, phase, sample } = options;
  const engine = createEngine(engineParts([backendOf('reference', 1)], []));
  try {
    const loaded = await engine.load({ document, generation: 1, weights });
    const { compilation, moves } = loaded;
    if (hasErrors(compilation.issues)) refuse(...compilation.issues);
    tell(console, compilation.issues);
    if (node !== undefined && !Object.hasOwn(document.nodes, node))
      refuse(
        issue(
          'explain.node',
          {
            en: 'There is no node {asked}. The nodes are {nodes}.',
            zh: '没有节点 {asked}。现有节点：{nodes}。',
          },
          { args: { asked: node, nodes: Object.keys(document.nodes).join(', ') } },
        ),
      );
    if (sample >= compilation.batch)
      refuse(
        issue(
          'explain.sample',
          {
            en: 'There is no sample {sample}: a batch has {batch}, counted from 0.',
            zh: '没有样本 {sample}：一批共有 {batch} 个，从 0 数起。',
          },
          { args: { sample, batch: compilation.batch } },
        ),
      );
    const told: Explained[] = [];
    for (const move of moves) {
      await engine.stepForward();
      if ((node !== undefined && move.node !== node) || (phase && move.phase !== phase)) continue;
      const found = await engine.explain(undefined, undefined, sample);
      if (found?.equations.length)
        told.push({ node: move.node, phase: move.phase, equations: found.equations });
    }
    console.out(options.json ? json(told.map(plain)) : told.map(print).join('\n'));
  } finally {
    await engine.dispose();
  }
}

const plain = ({ node, phase, equations }: Explained) => ({
  node,
  phase,
  equations: equations.map(({ of, role, letters, numbers, matrix, value, index, weight }) => ({
    of,
    role,
    letters: { ...letters, tex: unmarked(letters.tex) },
    numbers: { ...numbers, tex: unmarked(numbers.tex) },
    ...(matrix && { matrix: { text: matrix.text, tex: unmarked(matrix.tex) } }),
    value,
    index,
    ...(weight !== undefined && { weight }),
  })),
});

function print({ node, phase, equations }: Explained): string {
  const lines = equations.map(({ letters, numbers, matrix, weight, index }, i) => {
    const begins = weight !== undefined && weight !== equations[i - 1]?.weight;
    const tex = [letters.tex, numbers.tex].map(unmarked).join(' = ');
    const whole = matrix ? `  ${matrix.text}\n    ${unmarked(matrix.tex)}\n` : '';
    const at = index.length > 0 ? `  at [${index.join(', ')}]` : '';
    return `${begins ? `  ${weight}\n` : ''}${whole}  ${letters.text} = ${numbers.text}${at}\n    ${tex}\n`;
  });
  return `${phase} ${node}\n${lines.join('')}`;
}

/** A node by its id. */
const NODE = /\\node\{([^}]*)\}/g;
const MARK = /\\(?:val|grad|wt|htmlData\{[^}]*\})\{/;
/** For other readers of TeX: without hues, and without what the page lights terms by. */
function unmarked(tex: string): string {
  const found = MARK.exec(tex);
  if (!found) return tex.replace(NODE, (_, id: string) => `\\text{${id.replaceAll('_', '\\_')}}`);
  const from = found.index + found[0].length;
  let depth = 1;
  let to = from;
  for (; depth > 0 && to < tex.length; to++)
    depth += tex[to] === '{' ? 1 : tex[to] === '}' ? -1 : 0;
  return unmarked(tex.slice(0, found.index) + tex.slice(from, to - 1) + tex.slice(to));
}
