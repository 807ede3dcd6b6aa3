import type { Shape } from '../../../tensor/shape.ts';

/** What makes the cells of a tensor pickable; nothing where none of its elements is explained. */
export type PickIn = (tensor: { readonly shape: Shape }) => {
  readonly picked?: readonly number[];
  readonly onPick?: (index: readonly number[]) => void;
};
