/** Starts a thread that helps, from the training worker. */
import type { Hand } from './backends/wasm/crew.ts';

export function hire(): Hand {
  const hand = new Worker(new URL('./hand.ts', import.meta.url), { type: 'module' });
  let lost = false;
  const begun = new Promise((resolve) => {
    hand.onmessage = resolve;
    // Without it training goes on by itself.
    hand.onerror = (event) => {
      event.preventDefault();
      lost = true;
      resolve(event);
    };
  });
  return {
    begun,
    get lost() {
      return lost;
    },
    postMessage: (call) => hand.postMessage(call),
    dismiss: () => hand.terminate(),
  };
}
