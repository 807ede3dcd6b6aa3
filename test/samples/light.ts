/** Samples for the slow backend: those with pictures get few of them; the networks stay the same. */
import type { Document } from '../../src/document/records.ts';
import { SAMPLES, type Sample } from '../../src/samples/index.ts';

const seesPictures = (document: Document): boolean =>
  Object.values(document.nodes).some((node) => node.params.dataset === 'digits');

function light(document: Document): Document {
  if (!seesPictures(document)) return document;
  const nodes = Object.entries(document.nodes).map(([id, node]) =>
    node.params.dataset === 'digits'
      ? ([id, { ...node, params: { ...node.params, samples: 12 } }] as const)
      : ([id, node] as const),
  );
  return { ...document, nodes: Object.fromEntries(nodes), run: { ...document.run, batchSize: 2 } };
}

export const LIGHT_SAMPLES: readonly Sample[] = SAMPLES.map((s) => ({
  ...s,
  document: light(s.document),
}));

/** Where every number of every tensor is looked at, at every stop. */
export const SMALL_SAMPLES: readonly Sample[] = SAMPLES.filter((s) => !seesPictures(s.document));
