/**
 * How a large document crosses the channel to the engine: as columns, instead of tens of thousands of
 * objects that are copied one by one on the page's thread. Both ends of the channel import this.
 */
import { type TransferHandler, transferHandlers } from 'comlink';
import { isMuch, type Parcel, pack, unpack } from '../document/parcel.ts';
import type { Document } from '../document/records.ts';

/** A document, or a request that holds one. */
type Carrier = Document | { readonly document: Document };
type Packed = Parcel | { readonly document: Parcel };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const isDocument = (value: unknown): value is Document =>
  isRecord(value) && isRecord(value.nodes) && isRecord(value.edges) && isRecord(value.run);

const handler: TransferHandler<Carrier, Packed> = {
  canHandle: (value): value is Carrier => {
    const document = isRecord(value) && 'document' in value ? value.document : value;
    return isDocument(document) && isMuch(document);
  },
  serialize: (value) => [
    'document' in value ? { ...value, document: pack(value.document) } : pack(value),
    [],
  ],
  deserialize: (packed) =>
    'document' in packed ? { ...packed, document: unpack(packed.document) } : unpack(packed),
};
transferHandlers.set('document', handler as TransferHandler<unknown, unknown>);
