/**
 * What is not wrong but will disappoint: no loss, a loss that nothing can lower, units that stay
 * equal, layers that collapse into one, biases that are taken away again. Told in good time, with the repair where there is one.
 */
import { type Issue, issue } from '../base/issue.ts';
import { kindOf } from '../catalog/index.ts';
import type { Document } from '../document/records.ts';
import { reachable, topologyOf } from '../document/topology.ts';
import type { Shape } from '../tensor/shape.ts';
import type { SoundNode } from './check.ts';

export function advice(
  document: Document,
  sound: ReadonlyMap<string, SoundNode>,
  title: (id: string) => string,
  shapes: Readonly<Record<string, Shape>>,
): Issue[] {
  const issues: Issue[] = [];
  const nodes = [...sound.values()];
  const losses = nodes.filter((n) => n.kind.judge);
  const { into } = topologyOf(document);
  if (nodes.length && !Object.values(document.nodes).some((n) => kindOf(n.kind)?.judge))
    issues.push(
      issue(
        'loss.none',
        'There is no loss, so there is nothing to train. The forward pass can be stepped.',
        {
          severity: 'info',
        },
      ),
    );
  const trains = (id: string) => {
    const n = sound.get(sound.get(id)?.owner ?? id);
    return n !== undefined && 'trainable' in n.kind.fields && n.params.trainable === true;
  };
  for (const loss of losses)
    if (![...reachable(document, [loss.id], 'up')].some(trains))
      issues.push(
        issue(
          'loss.unreachable',
          '{title} depends on no trainable weights, so training cannot lower it.',
          {
            severity: 'warning',
            args: { title: title(loss.id) },
            where: { node: loss.id },
          },
        ),
      );
  for (const n of nodes) {
    const init = n.params.init;
    const feeds = topologyOf(document).from.get(n.id) ?? [];
    const hidden = feeds.some((e) => !kindOf(document.nodes[e.target.node]?.kind ?? '')?.judge);
    if (
      hidden &&
      !n.owner &&
      n.params.trainable === true &&
      typeof init === 'object' &&
      'kind' in init
    ) {
      const about = {
        severity: 'warning',
        args: { title: title(n.id) },
        where: { node: n.id, param: 'init' },
        fix: {
          type: 'set-param',
          node: n.id,
          param: 'init',
          value: { kind: 'xavier', params: { distribution: 'uniform' } },
        },
      } as const;
      if (init.kind === 'zeros')
        issues.push(
          issue(
            'init.zeros',
            'The weights of {title} start at zero: its units stay equal and learn nothing.',
            about,
          ),
        );
      if (init.kind === 'constant')
        issues.push(
          issue(
            'init.constant',
            'The weights of {title} all start at one number: its units stay equal and learn the same.',
            about,
          ),
        );
    }
    const [first] = feeds;
    // Along the channels lies the bias of all but those whose width is their last extent.
    const alongChannels = !n.kind.width || shapes[`${n.id}.out`]?.length === 1;
    const lost = feeds.every((e) => sound.get(e.target.node)?.kind.centres);
    const alone = !n.owner && !nodes.some((other) => other.owner === n.id);
    if (
      n.params.bias === true &&
      // A neuron's activation stands between.
      n.kind.family === 'layers' &&
      first &&
      lost &&
      alongChannels &&
      alone
    )
      issues.push(
        issue(
          'bias.lost',
          'The bias of {first} does nothing: {second} takes the mean of each channel away. Switch it off?',
          {
            severity: 'info',
            args: { first: title(n.id), second: title(first.target.node) },
            where: { node: n.id, param: 'bias' },
            fix: { type: 'set-param', node: n.id, param: 'bias', value: false },
          },
        ),
      );
    if (n.kind.name !== 'dense') continue;
    const before = (into.get(n.id) ?? [])
      .map((e) => sound.get(e.source.node))
      .find((s) => s?.kind.name === 'dense');
    if (before)
      issues.push(
        issue(
          'layers.collapse',
          '{first} and {second} have no activation between them: together they are one linear layer.',
          {
            severity: 'info',
            args: { first: title(before.id), second: title(n.id) },
            where: { node: n.id },
          },
        ),
      );
  }
  return issues;
}
