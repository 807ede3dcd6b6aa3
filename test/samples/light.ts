/**
 * Samples for the slow backend: those with pictures or long sequences get few and short ones; the
 * networks stay the same.
 */
import type { Document } from '../../src/document/records.ts';
import { SAMPLES, type Sample } from '../../src/samples/index.ts';

/** What makes a data set light. */
const LIGHTER: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  digits: { samples: 12 },
  echo: { samples: 12, length: 5 },
  'sine-next': { samples: 12, length: 5 },
  adding: { samples: 12, length: 5 },
  waveforms: { samples: 12, length: 16 },
  'sorting-digits': { samples: 12, length: 4 },
  text: { length: 5, stride: 90 },
};
const lighter = (params: Readonly<Record<string, unknown>>) => LIGHTER[String(params.dataset)];

const isHeavy = (document: Document): boolean =>
  Object.values(document.nodes).some((node) => lighter(node.params));

function light(document: Document): Document {
  if (!isHeavy(document)) return document;
  const nodes = Object.entries(document.nodes).map(
    ([id, node]) => [id, { ...node, params: { ...node.params, ...lighter(node.params) } }] as const,
  );
  return { ...document, nodes: Object.fromEntries(nodes), run: { ...document.run, batchSize: 2 } };
}

export const LIGHT_SAMPLES: readonly Sample[] = SAMPLES.map((s) => ({
  ...s,
  document: light(s.document),
}));

/** Where every number of every tensor is looked at, at every stop. */
export const SMALL_SAMPLES: readonly Sample[] = SAMPLES.filter((s) => !isHeavy(s.document));
