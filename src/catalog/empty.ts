/** The document with which a person begins. Here because its optimiser is one of the catalogue's. */
import type { Document } from '../document/records.ts';
import { adam } from './optimisers/adam.ts';

export const emptyDocument = (name = 'Untitled'): Document => ({
  name,
  nodes: {},
  edges: {},
  notes: {},
  run: { seed: 1, batchSize: 32, optimiser: { kind: adam.name, params: { lr: 0.01 } } },
});
