import { describe, expect, it } from 'vitest';
import { issue, sentenceOf } from '../../src/base/issue.ts';
import { emptyDocument } from '../../src/catalog/empty.ts';
import { KINDS } from '../../src/catalog/index.ts';
import type { Document } from '../../src/document/records.ts';
import { createMapper, type FlowInput } from '../../src/ui/canvas/flow.ts';
import { layoutNode } from '../../src/ui/canvas/nodes/layout.ts';
import { portsOf } from '../../src/ui/kit/ports.ts';

const at = (x: number, y = 0) => ({ x, y });
const document: Document = {
  ...emptyDocument(),
  nodes: {
    data1: { id: 'data1', kind: 'data', params: {}, position: at(0) },
    dense2: { id: 'dense2', kind: 'dense', params: { units: 8 }, position: at(300) },
    alien1: { id: 'alien1', kind: 'alien', params: {}, position: at(600) },
  },
  edges: {
    e1: {
      id: 'e1',
      source: { node: 'data1', port: 'x' },
      target: { node: 'dense2', port: 'in' },
    },
    e2: {
      id: 'e2',
      source: { node: 'dense2', port: 'out' },
      target: { node: 'alien1', port: 'eye' },
    },
  },
  notes: {
    note1: { id: 'note1', text: 'hello', position: at(0, 300), size: { width: 200, height: 80 } },
  },
};
const input: FlowInput = {
  document,
  selection: { nodes: [], edges: [], notes: [] },
  moving: new Map(),
  shapes: { 'data1.x': [2], 'dense2.out': [8] },
  batch: 32,
  issues: [],
  far: false,
  language: 'en',
  words: {
    output: (shape) => `output ${shape}`,
    wire: (from, to) => `${from} to ${to}`,
    note: 'Note',
    issue: (i) => sentenceOf(i),
  },
};
const byId = <T extends { id: string }>(list: readonly T[], id: string) =>
  list.find((n) => n.id === id);

describe('the document as React Flow sees it', () => {
  it('names nodes and wires for those who do not see them', () => {
    const mapper = createMapper();
    expect(byId(mapper.nodes(input), 'dense2')?.ariaLabel).toBe('Dense 2, 8 units, output 32×8');
    expect(byId(mapper.edges(input), 'e1')?.ariaLabel).toBe('Data 1 to Dense 2, 32×2');
  });

  it('gives the same objects where nothing changed, and a new one where something did', () => {
    const mapper = createMapper();
    const before = mapper.nodes(input);
    expect(mapper.nodes({ ...input, document: { ...document } })).toBe(before);
    const dense2 = { ...document.nodes.dense2!, params: { units: 9 } };
    const after = mapper.nodes({
      ...input,
      document: { ...document, nodes: { ...document.nodes, dense2 } },
    });
    expect(byId(after, 'dense2')).not.toBe(byId(before, 'dense2'));
    for (const id of ['data1', 'alien1', 'note1']) expect(byId(after, id)).toBe(byId(before, id));
    const edges = mapper.edges(input);
    expect(mapper.edges({ ...input, selection: { nodes: ['data1'], edges: [], notes: [] } })).toBe(
      edges,
    );
  });

  it('puts into words again only what may have changed', () => {
    const said: string[] = [];
    const words: FlowInput['words'] = {
      ...input.words,
      output: (shape) => {
        said.push(shape);
        return `output ${shape}`;
      },
      wire: (from, to) => {
        said.push(`${from} to ${to}`);
        return `${from} to ${to}`;
      },
    };
    const mapper = createMapper();
    const tell = (change: Partial<FlowInput>) => {
      said.length = 0;
      const next = { ...input, words, ...change };
      return { nodes: mapper.nodes(next), edges: mapper.edges(next), said: [...said] };
    };
    expect(tell({}).said).toEqual(expect.arrayContaining(['32×2', '32×8', 'Data 1 to Dense 2']));

    const chosen = tell({ selection: { nodes: ['dense2'], edges: ['e1'], notes: [] } });
    expect(chosen.said).toEqual([]);
    expect(byId(chosen.nodes, 'dense2')).toMatchObject({
      selected: true,
      ariaLabel: 'Dense 2, 8 units, output 32×8',
    });
    expect(byId(chosen.edges, 'e1')).toMatchObject({
      selected: true,
      ariaLabel: 'Data 1 to Dense 2, 32×2',
    });
    const dragged = tell({ moving: new Map([['data1', { position: at(7, 9) }]]) });
    expect(dragged.said).toEqual([]);

    const data1 = { ...document.nodes.data1!, title: 'Points' };
    const named = tell({ document: { ...document, nodes: { ...document.nodes, data1 } } });
    expect(named.said).toEqual(['32×2', 'Points to Dense 2']);
    expect(byId(named.edges, 'e1')?.ariaLabel).toBe('Points to Dense 2, 32×2');

    const wider = tell({ shapes: { 'data1.x': [3], 'dense2.out': [9] } });
    expect(byId(wider.nodes, 'dense2')?.ariaLabel).toBe('Dense 2, 8 units, output 32×9');
    expect(byId(wider.edges, 'e1')?.ariaLabel).toBe('Data 1 to Dense 2, 32×3');
  });

  it('lays a drag over the document without touching it', () => {
    const mapper = createMapper();
    const nodes = mapper.nodes({ ...input, moving: new Map([['data1', { position: at(7, 9) }]]) });
    expect(byId(nodes, 'data1')?.position).toEqual(at(7, 9));
    expect(document.nodes.data1?.position).toEqual(at(0));
    expect(byId(mapper.nodes(input), 'data1')?.position).toEqual(at(0));
  });

  it('tells what is wrong with a node, errors only', () => {
    const mapper = createMapper();
    const error = issue(
      'shape.mismatch',
      { en: 'Does not fit.', zh: '不合。' },
      { where: { node: 'dense2' } },
    );
    const warning = { ...error, severity: 'warning' as const, where: { node: 'data1' } };
    const nodes = mapper.nodes({ ...input, issues: [warning, error] });
    expect(byId(nodes, 'dense2')?.domAttributes?.['aria-description']).toBe('Does not fit.');
    expect(byId(nodes, 'data1')?.domAttributes?.['aria-description']).toBeUndefined();
  });

  it('keeps nodes of unknown kinds, with the ports that their wires name', () => {
    const alien = byId(createMapper().nodes(input), 'alien1');
    expect(alien?.type).toBe('unknown');
    expect(alien?.handles?.map((h) => [h.id, h.type])).toEqual([['eye', 'target']]);
  });

  it('leaves out a wire whose node is gone', () => {
    const { alien1: _, ...nodes } = document.nodes;
    expect(createMapper().edges({ ...input, document: { ...document, nodes } })).toHaveLength(1);
  });
});

describe('the place of each port', () => {
  it.each(KINDS.map((k) => k.name))('%s: one for each port, within the card, apart', (kind) => {
    const node = { id: 'x1', kind, params: {}, position: at(0) };
    const { width, height, ports } = layoutNode(node);
    const { inputs, outputs } = portsOf(node);
    expect(ports.filter((p) => p.side === 'in').map((p) => p.name)).toEqual(
      inputs.map((p) => p.name),
    );
    expect(ports.filter((p) => p.side === 'out').map((p) => p.name)).toEqual(
      outputs.map((p) => p.name),
    );
    for (const side of ['in', 'out'] as const) {
      const ys = ports.filter((p) => p.side === side).map((p) => p.y);
      for (const [i, y] of ys.entries()) {
        expect(y).toBeGreaterThan(0);
        expect(y).toBeLessThan(height);
        if (i > 0) expect(y - (ys[i - 1] ?? 0)).toBeGreaterThanOrEqual(18);
      }
    }
    for (const p of ports) expect(p.x).toBe(p.side === 'in' ? 0 : width);
  });

  it('grows with the number of ports', () => {
    const of = (inputs: number) =>
      layoutNode({ id: 'add1', kind: 'add', params: { inputs }, position: at(0) });
    expect(of(8).height).toBeGreaterThan(of(2).height);
    expect(of(8).ports.filter((p) => p.side === 'in')).toHaveLength(8);
  });
});
