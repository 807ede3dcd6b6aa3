/**
 * How what is large crosses the channel between page and engine, so that the page's thread reads it without a
 * long task: a document as columns, instead of tens of thousands of objects that are copied one by one;
 * what it was compiled to in parts, a task each. Both ends of the channel import this.
 */
import { type TransferHandler, transferHandlers } from 'comlink';
import type { LoadReply } from '../../workers/engine/protocol.ts';
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

/** The lists of an answer that are as long as the document is large. */
interface Lists {
  readonly issues: LoadReply['compilation']['issues'];
  readonly parameters: LoadReply['compilation']['parameters'];
  readonly moves: LoadReply['moves'];
}
const listsOf = ({ compilation: { issues, parameters }, moves }: LoadReply): Lists => ({
  issues,
  parameters,
  moves,
});
const withLists = (reply: LoadReply, { issues, parameters, moves }: Lists): LoadReply => ({
  ...reply,
  compilation: { ...reply.compilation, issues, parameters },
  moves,
});

/** Records of one part: some milliseconds to read. */
export const PART = 1_000;

interface Parted {
  readonly reply: LoadReply;
  /** Through it come the parts of the lists in their order; at last nothing. */
  readonly parts: MessagePort;
}

const answer = {
  canHandle: (value: unknown): value is LoadReply =>
    isRecord(value) &&
    isRecord(value.compilation) &&
    Object.values(listsOf(value as object as LoadReply)).some((list) => list?.length > PART),
  serialize(reply: LoadReply): [Parted, Transferable[]] {
    const { port1, port2 } = new MessageChannel();
    for (const [name, list] of Object.entries(listsOf(reply)))
      for (let from = 0; from < list.length; from += PART)
        port1.postMessage({ [name]: list.slice(from, from + PART) });
    port1.postMessage(undefined);
    const first = withLists(reply, { issues: [], parameters: [], moves: [] });
    return [{ reply: first, parts: port2 }, [port2]];
  },
  /** Whoever asked waits for the last part, too. */
  deserialize: ({ reply, parts }: Parted): Promise<LoadReply> =>
    new Promise((resolve) => {
      const arrived: Partial<Lists>[] = [];
      parts.onmessage = ({ data }: MessageEvent<Partial<Lists> | undefined>) => {
        if (data) {
          arrived.push(data);
          return;
        }
        parts.close();
        resolve(
          withLists(reply, {
            issues: arrived.flatMap((part) => part.issues ?? []),
            parameters: arrived.flatMap((part) => part.parameters ?? []),
            moves: arrived.flatMap((part) => part.moves ?? []),
          }),
        );
      };
    }),
};
transferHandlers.set('answer', answer as TransferHandler<unknown, unknown>);
