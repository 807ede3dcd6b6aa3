/**
 * What one part of the page does for the others: the canvas alone knows how to fit its view. It offers
 * that under a name while it is mounted; menus, shortcuts, the search and other parts call it by name.
 * There is no other way to command the canvas.
 */
import { createContext, useContext, useEffect, useRef } from 'react';

/** Name → what it is called with. */
export interface Offered {
  readonly fit: readonly [];
  readonly zoomIn: readonly [];
  readonly zoomOut: readonly [];
  /** Moves the view only as far as it must for what is selected to be seen. */
  readonly reveal: readonly [];
  /** Opens the menu for adding by typing. */
  readonly add: readonly [];
  /** Adds a node of this kind where a person looks: right of the selected node, or in the middle. */
  readonly place: readonly [kind: string];
  /** Chooses where a wire from the node with the focus leads. */
  readonly wire: readonly [];
  /** The focus goes from a node to one of its wires. */
  readonly walk: readonly [];
}

type Perform<N extends keyof Offered> = (...args: Offered[N]) => void;

export interface Offers {
  /** @returns what takes the offer back; one that was made since under the same name stays. */
  offer<N extends keyof Offered>(name: N, perform: Perform<N>): () => void;
  /** @returns false where nobody offers it now. */
  call<N extends keyof Offered>(name: N, ...args: Offered[N]): boolean;
  /** Calls it now, or once, as soon as somebody offers it: a part of the page may be yet to come. */
  ask<N extends keyof Offered>(name: N, ...args: Offered[N]): void;
}

export function createOffers(): Offers {
  const offered: { [N in keyof Offered]?: Perform<N> } = {};
  const asked = new Map<keyof Offered, () => void>();
  const offers: Offers = {
    offer(name, perform) {
      Object.assign(offered, { [name]: perform });
      const waiting = asked.get(name);
      asked.delete(name);
      waiting?.();
      return () => {
        if (offered[name] === perform) delete offered[name];
      };
    },
    call(name, ...args) {
      const perform = offered[name];
      perform?.(...args);
      return perform !== undefined;
    },
    ask(name, ...args) {
      if (!offers.call(name, ...args)) asked.set(name, () => void offers.call(name, ...args));
    },
  };
  return offers;
}

/** Handed down by the shell; a part that stands alone (in a test) gets one of its own. */
export const OffersContext = createContext<Offers>(createOffers());

export const useOffers = (): Offers => useContext(OffersContext);

/** Offers `perform` under this name while the component is mounted. */
export function useOffer<N extends keyof Offered>(name: N, perform: Perform<N>): void {
  const offers = useOffers();
  const latest = useRef(perform);
  useEffect(() => {
    latest.current = perform;
  });
  useEffect(() => offers.offer(name, (...args) => latest.current(...args)), [offers, name]);
}
