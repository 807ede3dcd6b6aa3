/** The page itself. */
import { Keyboard, Languages, Search, SunMoon } from 'lucide-react';
import type { Command } from '../command.ts';

export const PAGE: readonly Command[] = [
  {
    name: 'theme',
    group: 'app',
    icon: SunMoon,
    // What is seen counts: `auto` may be either.
    perform: ({ actions }) => {
      const { mantineColorScheme } = document.documentElement.dataset;
      actions.setTheme(mantineColorScheme === 'dark' ? 'light' : 'dark');
    },
  },
  {
    name: 'language',
    group: 'app',
    icon: Languages,
    perform: ({ state, actions }) => actions.setLanguage(state.language === 'en' ? 'zh' : 'en'),
  },
  {
    name: 'find',
    group: 'app',
    icon: Search,
    keys: ['mod+K'],
    typing: true,
    perform: ({ find }) => find(),
  },
  {
    name: 'shortcuts',
    group: 'app',
    icon: Keyboard,
    keys: ['?'],
    anywhere: true,
    perform: ({ actions }) => actions.openDialog('shortcuts'),
  },
];
