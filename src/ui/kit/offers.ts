/**
 * What a part of the page can do for the commands: the canvas alone knows how to fit its view. It
 * offers that under a name while it is mounted; menus, shortcuts and the search call it by name.
 */
import { createContext, useContext, useEffect, useRef } from 'react';

export type Offered =
  | 'fit'
  | 'zoomIn'
  | 'zoomOut'
  /** What is selected comes into sight. */
  | 'reveal'
  | 'add'
  /** Chooses where a wire from the node with the focus leads. */
  | 'wire'
  /** The focus goes from a node to one of its wires. */
  | 'walk'
  | 'focusCanvas'
  | 'focusPalette';

export type Offers = Map<Offered, () => void>;

/** Handed down by the shell; a part that stands alone (in a test) gets one of its own. */
export const OffersContext = createContext<Offers>(new Map());

export const useOffers = (): Offers => useContext(OffersContext);

/** Offers `perform` under this name while the component is mounted. */
export function useOffer(name: Offered, perform: () => void): void {
  const offers = useOffers();
  const latest = useRef(perform);
  useEffect(() => {
    latest.current = perform;
  });
  useEffect(() => {
    const call = () => latest.current();
    offers.set(name, call);
    return () => {
      if (offers.get(name) === call) offers.delete(name);
    };
  }, [offers, name]);
}
