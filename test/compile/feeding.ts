/** Random numbers for the inputs of a routine: whatever a source could give, and any loss can take. */
import { complete } from '../../src/base/fields.ts';
import type { Random } from '../../src/base/random.ts';
import { kindOf } from '../../src/catalog/index.ts';
import type { Document } from '../../src/document/records.ts';

/** Of an input `data1.x`: indices where the source gives such; else targets are probabilities. */
export function drawing(document: Document, name: string): (r: Random) => number {
  const dot = name.lastIndexOf('.');
  const [node, port] = [document.nodes[name.slice(0, dot)], name.slice(dot + 1)];
  const kind = kindOf(node?.kind ?? '');
  const indices = kind?.indices?.(complete(kind.fields, node?.params ?? {}))[port];
  if (indices) return (r) => r.below(indices);
  return port === 'y' ? (r) => r.next() : (r) => r.normal();
}
