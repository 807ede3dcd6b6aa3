/**
 * What is not wrong but will disappoint: no loss, a loss that nothing can lower, a step that no
 * gradient passes, units that stay equal, layers that collapse into one, biases that are taken away
 * again, branches that lead to no loss. Told in good time, with the repair where there is one.
 */
import { type Fix, type Issue, issue, listed } from '../base/issue.ts';
import { atOnce, isPause, type Piecemeal, type Share } from '../base/piecemeal.ts';
import { initialiserOf, isTrained, kindOf, titleOf } from '../catalog/index.ts';
import type { Document } from '../document/records.ts';
import { reachable, topologyOf } from '../document/topology.ts';
import type { Shape } from '../tensor/shape.ts';
import type { SoundNode } from './sound-node.ts';

export const advice = (...of: Parameters<typeof advising>): Issue[] => atOnce(advising(...of));

/** The same piece by piece. */
export function* advising(
  document: Document,
  sound: ReadonlyMap<string, SoundNode>,
  shapes: Readonly<Record<string, Shape>>,
): Piecemeal<Issue[], Share<'check'>> {
  const issues: Issue[] = [];
  const nodes = [...sound.values()];
  const losses = nodes.filter((n) => n.kind.loss);
  const { into, order } = topologyOf(document);
  if (nodes.length && !Object.values(document.nodes).some((n) => kindOf(n.kind)?.loss))
    issues.push(
      issue(
        'loss.none',
        {
          en: 'There is no loss, so there is nothing to train. The forward pass can be stepped.',
          zh: '还没有损失，所以没有可训练的目标；前向计算仍可单步查看。',
        },
        {
          severity: 'info',
        },
      ),
    );
  const trains = (id: string) => {
    const n = sound.get(sound.get(id)?.owner ?? id);
    return n !== undefined && isTrained(n.kind, n.params);
  };
  // One walk in the order of the data, however many losses and steps ask.
  const learns = new Set<string>();
  for (const id of order)
    if (trains(id) || (into.get(id) ?? []).some((e) => learns.has(e.source.node))) learns.add(id);
  const owners = new Set(nodes.map((n) => n.owner));
  for (const loss of losses)
    if (!learns.has(loss.id))
      issues.push(
        issue(
          'loss.unreachable',
          {
            en: '{title} depends on no trainable weights, so training cannot lower it.',
            zh: '{title} 不依赖任何可训练的权重，训练无法使它降低。',
          },
          {
            severity: 'warning',
            args: { title: { node: loss.id } },
            where: { node: loss.id },
          },
        ),
      );
  const affineOf = (n: SoundNode) => n.kind.affine?.(n.params);
  /** The linear node with weights just before, what only passes numbers on left out. */
  const weighedBefore = (n: SoundNode): SoundNode | undefined => {
    for (const e of into.get(n.id) ?? []) {
      let source = sound.get(e.source.node);
      while (source && affineOf(source) && !affineOf(source)?.weight)
        source = sound.get(into.get(source.id)?.[0]?.source.node ?? '');
      if (source && affineOf(source)) return source;
    }
    return undefined;
  };
  const at = (done: number) => ({ pass: 'check', done, of: nodes.length }) as const;
  // Each of these is a walk that does little at a node.
  yield at(0);
  issues.push(...flatIssues(document, nodes, learns));
  yield at(0);
  issues.push(...unusedIssues(document, nodes));
  yield at(0);
  issues.push(...titleIssues(document));
  for (const [i, n] of nodes.entries()) {
    if (isPause(i)) yield at(i);
    const { weights } = n.kind;
    const init = weights?.init === undefined ? undefined : n.params[weights.init];
    const outgoing = topologyOf(document).from.get(n.id) ?? [];
    const hidden = outgoing.some((e) => !kindOf(document.nodes[e.target.node]?.kind ?? '')?.loss);
    const alike =
      typeof init === 'object' && 'kind' in init ? initialiserOf(init.kind)?.alike : undefined;
    if (hidden && !n.owner && isTrained(n.kind, n.params) && alike && weights?.init) {
      const about = {
        severity: 'warning',
        args: { title: { node: n.id } },
        where: { node: n.id, param: weights.init },
        fix: { type: 'set-param', node: n.id, param: weights.init, value: alike.instead },
      } as const;
      if (alike.at === 'zero')
        issues.push(
          issue(
            'init.zeros',
            {
              en: 'The weights of {title} start at zero: its units stay equal and learn nothing.',
              zh: '{title} 的权重都从零开始：各单元始终相同，什么也学不到。',
            },
            about,
          ),
        );
      if (alike.at === 'number')
        issues.push(
          issue(
            'init.constant',
            {
              en: 'The weights of {title} all start at one number: its units stay equal and learn the same.',
              zh: '{title} 的权重都从同一个数开始：各单元始终相同，学到的也相同。',
            },
            about,
          ),
        );
    }
    const [first] = outgoing;
    // Along the channels lies the bias of all but those whose width is their last extent.
    const alongChannels = !n.kind.width || shapes[`${n.id}.out`]?.length === 1;
    const lost = outgoing.every((e) => sound.get(e.target.node)?.kind.centres);
    const alone = !n.owner && !owners.has(n.id);
    if (weights?.bias && n.params[weights.bias] === true && first && lost && alongChannels && alone)
      issues.push(
        issue(
          'bias.lost',
          {
            en: 'The bias of {first} does nothing: {second} takes the mean of each channel away. Switch it off?',
            zh: '{first} 的偏置不起作用：{second} 会减去每个通道的均值。关闭它？',
          },
          {
            severity: 'info',
            args: { first: { node: n.id }, second: { node: first.target.node } },
            where: { node: n.id, param: weights.bias },
            fix: { type: 'set-param', node: n.id, param: weights.bias, value: false },
          },
        ),
      );
    if (!affineOf(n)?.weight) continue;
    const before = weighedBefore(n);
    if (before)
      issues.push(
        issue(
          'layers.collapse',
          {
            en: '{first} and {second} have no activation between them: together they are one linear layer.',
            zh: '{first} 与 {second} 之间没有激活函数，合起来只是一个线性层。',
          },
          {
            severity: 'info',
            args: { first: { node: before.id }, second: { node: n.id } },
            where: { node: n.id },
          },
        ),
      );
  }
  return issues;
}

/** So many nodes are named in one sentence. */
const NAMED = 3;

/**
 * Nodes that are called alike, in a file of one's own (the page tells them apart where it opens one): all that
 * is told of one names the other too. What is computed, saved and exported goes by ids.
 */
function titleIssues(document: Document): Issue[] {
  const called = new Map<string, string[]>();
  for (const [id, node] of Object.entries(document.nodes)) {
    const name = titleOf(node);
    const others = called.get(name);
    if (others) others.push(id);
    else called.set(name, [id]);
  }
  return [...called.values()].flatMap((ids) =>
    ids.length === 1
      ? []
      : [
          issue(
            'node.title-twice',
            {
              en: 'Several nodes are called {title}: {ids}. Values and weights go by these ids; give them names of their own.',
              zh: '有几个节点都叫 {title}：{ids}。数值与权重以这些编号区分；请各取名称。',
            },
            {
              severity: 'warning',
              args: { title: { node: ids[0]! }, ids: ids.join(', ') },
              where: { node: ids[1] },
            },
          ),
        ],
  );
}

/**
 * What leads to no loss, where there is one: told at the end of such a branch, with the nearest nodes on it
 * whose weights nobody trains. A node of another branch may use those weights, then they are trained.
 */
function unusedIssues(document: Document, nodes: readonly SoundNode[]): Issue[] {
  const losses = Object.values(document.nodes).filter((n) => kindOf(n.kind)?.loss);
  if (!losses.length) return [];
  const used = reachable(
    document,
    losses.map((n) => n.id),
    'up',
  );
  const lent = new Set(nodes.flatMap((n) => (used.has(n.id) && n.owner ? [n.owner] : [])));
  const idle = nodes.filter((n) => !used.has(n.id));
  const untrained = new Set(
    idle.flatMap((n) => (isTrained(n.kind, n.params) && !n.owner && !lent.has(n.id) ? [n.id] : [])),
  );
  const { into, from, order } = topologyOf(document);
  // Of each node the nearest at or before it, one more than are named: one walk, however many ends there are.
  const nearest = new Map<string, readonly string[]>();
  for (const id of order) {
    if (used.has(id)) continue;
    const before = (into.get(id) ?? []).flatMap((e) => nearest.get(e.source.node) ?? []);
    const all = new Set(untrained.has(id) ? [id, ...before] : before);
    nearest.set(id, [...all].slice(0, NAMED + 1));
  }
  return idle.flatMap((n) => {
    // Who lends its weights to a node that some loss needs is there for that.
    if (n.kind.family === 'sources' || from.get(n.id)?.length || lent.has(n.id)) return [];
    const found = nearest.get(n.id) ?? [];
    const names = [
      ...found.slice(0, NAMED).map((node) => ({ node })),
      ...(found.length > NAMED ? ['…'] : []),
    ];
    const about = { where: { node: n.id } };
    return [
      names.length
        ? issue(
            'node.untrained',
            {
              en: 'No loss depends on {title}, so none trains the weights of {names}. Wire it towards a loss, or delete it.',
              zh: '没有损失依赖 {title}，没有损失训练 {names} 的权重。请把它接向某个损失，或删去。',
            },
            {
              ...about,
              severity: 'warning',
              args: { title: { node: n.id }, names: listed(names, ', ') },
            },
          )
        : issue(
            'node.unused',
            {
              en: 'No loss depends on {title}: it changes nothing in training.',
              zh: '没有损失依赖 {title}：它对训练没有任何影响。',
            },
            {
              ...about,
              severity: 'info',
              args: { title: { node: n.id } },
            },
          ),
    ];
  });
}

/** Where back-propagation meets a step: nothing before it learns. A gate without weights to learn is none. */
function flatIssues(
  document: Document,
  nodes: readonly SoundNode[],
  learns: ReadonlySet<string>,
): Issue[] {
  const losses = Object.values(document.nodes).filter((n) => kindOf(n.kind)?.loss);
  const reached = reachable(
    document,
    losses.map((n) => n.id),
    'up',
  );
  return nodes.flatMap((n) => {
    const flat = n.kind.flat?.(n.params);
    if (!flat) return [];
    if (!learns.has(n.id) || !reached.has(n.id)) return [];
    // A rule that takes the step itself wants the number before it.
    const rule = (topologyOf(document).from.get(n.id) ?? []).find(
      (e) => kindOf(document.nodes[e.target.node]?.kind ?? '')?.mistakes,
    );
    const instead = rule ? flat.identity : flat.smooth;
    const fix: Fix = flat.curve
      ? { type: 'set-param', node: n.id, param: flat.curve, value: instead }
      : { type: 'replace-kind', node: n.id, kind: instead };
    const about = { severity: 'warning', where: { node: n.id }, fix } as const;
    return [
      rule
        ? issue(
            'slope.step-twice',
            {
              en: '{title} takes the step that {rule} takes by itself: the slope of a step is zero everywhere, so no gradient comes back and nothing before it learns. Pass the number on as it is?',
              zh: '{rule} 本身就会取阶跃，{title} 又先取了一次：阶跃的斜率处处为零，梯度传不回来，它之前的部分什么也学不到。改为原样传递？',
            },
            { ...about, args: { title: { node: n.id }, rule: { node: rule.target.node } } },
          )
        : issue(
            'slope.zero',
            {
              en: 'The slope of a step is zero everywhere: no gradient comes back through {title}, and nothing before it learns. A sigmoid rises over the same range and has a slope. Use it?',
              zh: '阶跃的斜率处处为零：梯度无法通过 {title}，它之前的部分什么也学不到。Sigmoid 在同样的范围内上升，且有斜率。改用它？',
            },
            { ...about, args: { title: { node: n.id } } },
          ),
    ];
  });
}
