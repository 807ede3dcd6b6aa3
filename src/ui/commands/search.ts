/** The command search's own store: a shortcut and a button open it. */
import { createSpotlight } from '@mantine/spotlight';

export const [searchStore, commandSearch] = createSpotlight();
