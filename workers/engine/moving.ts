/** What of an answer is moved over the channel, and what is copied. */
import { transfer } from 'comlink';
import type { Floats, TypedTensor } from '../../src/tensor/tensor.ts';

/**
 * Bytes. A buffer that is moved costs the browser some objects of its own at either end, which it frees
 * only with the whole heap: more than the numbers on a card, of which there are hundreds a second.
 */
export const WORTH_MOVING = 16_384;

/**
 * Copies that are made for one answer, named by whoever makes them: the large ones are moved with it, not
 * copied again. Whoever names one has no other use for it; in one thread nothing is moved.
 */
export class Outgoing {
  readonly #buffers = new Set<ArrayBuffer>();

  /** The copy goes with the answer. */
  own<T extends Floats>(copy: T): T {
    const { buffer } = copy;
    if (buffer instanceof ArrayBuffer && buffer.byteLength >= WORTH_MOVING)
      this.#buffers.add(buffer);
    return copy;
  }

  /** The answer, marked with what goes along. */
  mark<T extends object | undefined>(answer: T): T {
    if (answer && this.#buffers.size) transfer(answer, [...this.#buffers]);
    return answer;
  }
}

/** An answer of tensors that are copies made for it. */
export function handedOver<T extends object>(answer: T, tensors: readonly TypedTensor[]): T {
  const out = new Outgoing();
  for (const { data } of tensors) out.own(data);
  return out.mark(answer);
}
