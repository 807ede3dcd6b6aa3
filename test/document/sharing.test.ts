/** Shared weights in the document: who owns them, how they change hands, what a file keeps of it. */

import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import { KINDS, vocabulary } from '../../src/catalog/index.ts';
import { check } from '../../src/compile/check.ts';
import { compile } from '../../src/compile/compile.ts';
import { changesSemantics } from '../../src/compile/dials.ts';
import { parse, serialise } from '../../src/document/codec.ts';
import * as commands from '../../src/document/commands.ts';
import { apply, invert, type Patch } from '../../src/document/patch.ts';
import type { Document } from '../../src/document/records.ts';
import { semanticsText } from '../../src/document/semantics.ts';
import { couldShare, ownerOf } from '../../src/document/sharing.ts';
import { sharing } from '../compile/worked.ts';
import { data, dense, draw, mse, relu, type Word } from '../vocabulary.ts';

/** data → dense1 → dense2 → dense3 → mse, all but the last of two units. */
const chain = (shares: Readonly<Record<string, string>> = {}, last: Word = dense(2)): Document =>
  sharing(
    draw(
      [data('gaussians'), dense(2), dense(2), last, mse()],
      [
        'data1.x -> dense1.in',
        'dense1.out -> dense2.in',
        `dense2.out -> ${last.kind}${last.kind === 'dense' ? 3 : 1}.in`,
        `${last.kind}${last.kind === 'dense' ? 3 : 1}.out -> mse1.prediction`,
        'data1.x -> mse1.target',
      ],
    ),
    shares,
  );
const patchOf = (result: ReturnType<typeof commands.setShares>): Patch => {
  if (!result.ok) throw new Error(sentenceOf(result.issues[0]!));
  return result.value;
};
const sharesOf = (document: Document) =>
  Object.fromEntries(
    Object.values(document.nodes).flatMap((n) => (n.shares ? [[n.id, n.shares]] : [])),
  );
const codes = (document: Document) => compile(document).issues.map((i) => i.code);

describe('choosing', () => {
  it('is one patch that undoes, changes the meaning, and is what a file keeps', () => {
    const before = chain();
    const patch = patchOf(commands.setShares(before, 'dense2', 'dense1'));
    const after = apply(before, patch);
    expect(sharesOf(after)).toEqual({ dense2: 'dense1' });
    expect(changesSemantics(patch)).toBe(true);
    expect(semanticsText(after)).not.toBe(semanticsText(before));
    expect(apply(after, invert(patch))).toEqual(before);
    const read = parse(serialise(after), vocabulary);
    expect(read.ok && read.value.document).toEqual(after);
    expect(apply(after, patchOf(commands.setShares(after, 'dense2', undefined)))).toEqual(before);
  });

  it('leads to the owner at the end of a chain, and never round', () => {
    const document = chain({ dense2: 'dense1' });
    const next = apply(document, patchOf(commands.setShares(document, 'dense3', 'dense2')));
    expect(sharesOf(next)).toEqual({ dense2: 'dense1', dense3: 'dense1' });
    for (const owner of ['dense2', 'dense3', 'dense1'])
      expect(commands.setShares(next, 'dense1', owner).ok).toBe(false);
    expect(commands.setShares(next, 'dense2', 'mse1').ok).toBe(false);
    expect(commands.setShares(next, 'dense2', 'nobody').ok).toBe(false);
    expect(couldShare(next.nodes, 'dense2')).toEqual(['dense1']);
    expect(couldShare(next.nodes, 'dense1')).toEqual([]);
    expect(couldShare(chain().nodes, 'dense1')).toEqual(['dense2', 'dense3']);
  });
});

describe('change of hands', () => {
  it('a node that goes leaves its weights to the first that shares them', () => {
    const document = chain({ dense2: 'dense1', dense3: 'dense1' });
    const patch = commands.remove(document, { nodes: ['dense1'] });
    expect(sharesOf(apply(document, patch))).toEqual({ dense3: 'dense2' });
    expect(apply(apply(document, patch), invert(patch))).toEqual(document);
    const both = apply(document, commands.remove(document, { nodes: ['dense1', 'dense2'] }));
    expect(sharesOf(both)).toEqual({});
  });

  it('so does the middle of a chain, and a node that becomes another kind', () => {
    const chained = chain({ dense3: 'dense2', dense2: 'dense1' });
    const shorter = apply(chained, commands.remove(chained, { nodes: ['dense2'] }));
    expect(sharesOf(shorter)).toEqual({ dense3: 'dense1' });
    const document = chain({ dense2: 'dense1', dense3: 'dense1' });
    const turned = commands.replaceKind(document, vocabulary, 'dense1', 'conv1d');
    expect(turned.ok && sharesOf(apply(document, turned.value.patch))).toEqual({
      dense3: 'dense2',
    });
    const user = commands.replaceKind(document, vocabulary, 'dense2', 'conv1d');
    expect(user.ok && sharesOf(apply(document, user.value.patch))).toEqual({ dense3: 'dense1' });
  });

  it('copies share among themselves; with the original only where they are duplicated', () => {
    const document = chain({ dense2: 'dense1' });
    const pasted = (nodes: string[], keepIncoming: boolean) => {
      const fragment = commands.readFragment(
        commands.fragmentText(commands.copy(document, { nodes })),
        vocabulary,
      );
      if (!fragment.ok) throw new Error(sentenceOf(fragment.issues[0]!));
      const made = commands.paste(document, vocabulary, fragment.value, { keepIncoming });
      if (!made.ok) throw new Error(sentenceOf(made.issues[0]!));
      return sharesOf(apply(document, made.value.patch));
    };
    expect(pasted(['dense1', 'dense2'], false)).toEqual({ dense2: 'dense1', dense5: 'dense4' });
    expect(pasted(['dense2'], false)).toEqual({ dense2: 'dense1' });
    expect(pasted(['dense2'], true)).toEqual({ dense2: 'dense1', dense4: 'dense1' });
  });
});

describe('what cannot be', () => {
  const own = (document: Document, node: string) =>
    apply(document, patchOf(commands.setShares(document, node, undefined)));

  it.each([
    ['a node that is gone', chain({ dense2: 'dense9' })],
    ['a node of another kind', chain({ dense2: 'mse1' })],
    ['itself', chain({ dense2: 'dense2' })],
  ])('is told where a node uses the weights of %s, and repaired', (_, document) => {
    const [told] = check(document).issues.filter((i) => i.code === 'share.gone');
    expect(told).toMatchObject({
      severity: 'error',
      where: { node: 'dense2' },
      fix: { type: 'own-weights', node: 'dense2' },
    });
    expect(compile(document).plan).toBeUndefined();
    expect(codes(own(document, 'dense2'))).not.toContain('share.gone');
    const read = parse(serialise(document), vocabulary);
    expect(read.ok && read.value.document).toEqual(document);
  });

  it('is told on each node of a circle', () => {
    const document = chain({ dense1: 'dense2', dense2: 'dense1' });
    expect(ownerOf(document.nodes, 'dense1')).toBeUndefined();
    expect(codes(document).filter((c) => c === 'share.gone')).toHaveLength(2);
  });

  it('is told where shapes differ, where only one has a bias, where there are none', () => {
    const wide = sharing(
      draw(
        [data('gaussians'), dense(3), dense(3), mse()],
        ['data1.x -> dense1.in', 'dense1.out -> dense2.in', 'dense2.out -> mse1.prediction'],
      ),
      { dense2: 'dense1' },
    );
    const whole = { ...wide, edges: { ...wide.edges } };
    const issues = compile({
      ...whole,
      edges: {
        ...whole.edges,
        e4: {
          id: 'e4',
          source: { node: 'dense1', port: 'out' },
          target: { node: 'mse1', port: 'target' },
        },
      },
    }).issues;
    expect(issues.find((i) => i.code === 'share.shape')).toMatchObject({
      args: {
        title: { node: 'dense2' },
        owner: { node: 'dense1' },
        name: 'weight',
        wants: '3×3',
        has: '3×2',
      },
      where: { node: 'dense2' },
    });
    expect(compile(chain({ dense3: 'dense1' }, dense(2, { bias: false }))).issues).toContainEqual(
      expect.objectContaining({
        code: 'share.shape',
        args: {
          title: { node: 'dense3' },
          owner: { node: 'dense1' },
          name: 'bias',
          wants: { en: 'nothing', zh: '空' },
          has: '2',
        },
      }),
    );
    const pair = sharing(
      draw(
        [data('gaussians'), relu(), relu(), mse()],
        [
          'data1.x -> relu1.in',
          'relu1.out -> relu2.in',
          'relu2.out -> mse1.prediction',
          'data1.x -> mse1.target',
        ],
      ),
      { relu2: 'relu1' },
    );
    expect(codes(pair)).toContain('share.none');
  });

  it('is told of norms that remember', () => {
    const norm = (): Word => ({ kind: 'batchNorm', params: {} });
    const document = sharing(
      draw(
        [data('gaussians'), norm(), norm(), mse()],
        [
          'data1.x -> batchNorm1.in',
          'batchNorm1.out -> batchNorm2.in',
          'batchNorm2.out -> mse1.prediction',
          'data1.x -> mse1.target',
        ],
      ),
      { batchNorm2: 'batchNorm1' },
    );
    expect(codes(document)).toContain('share.state');
  });
});

it('weights are kept under the owner’s name, once', () => {
  const { parameters, plan } = compile(chain({ dense2: 'dense1', dense3: 'dense1' }));
  expect(parameters.map((p) => [p.name, p.users])).toEqual([
    ['dense1.weight', ['dense2', 'dense3']],
    ['dense1.bias', ['dense2', 'dense3']],
  ]);
  expect(plan?.storage.filter((v) => !v.slot).map((v) => v.name)).toEqual([
    'dense1.weight',
    'dense1.bias',
  ]);
});

it('every kind with weights can freeze them', () => {
  // A kind declares weights exactly where it says how they are trained.
  const withWeights = KINDS.filter((k) => Object.values(k.fields).some((f) => f.ofWeights));
  for (const kind of withWeights)
    expect(Object.keys(kind.fields), kind.name).toContain('trainable');
  expect(withWeights.length).toBeGreaterThan(7);
});
