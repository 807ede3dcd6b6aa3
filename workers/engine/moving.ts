/** What of an answer is moved over the wire, and what is copied. */

/**
 * Bytes. A buffer that is moved costs the browser some objects of its own at either end, which it frees
 * only with the whole heap: more than the numbers on a card, of which there are hundreds a second.
 */
export const WORTH_MOVING = 16_384;

/** The large buffers of an answer, each once; they are the answer's alone, so nobody misses them here. */
export function movable(answer: unknown): readonly ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const visit = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      const { buffer } = value;
      if (buffer instanceof ArrayBuffer && buffer.byteLength >= WORTH_MOVING) buffers.add(buffer);
    } else if (value !== null && typeof value === 'object') Object.values(value).forEach(visit);
  };
  visit(answer);
  return [...buffers];
}
