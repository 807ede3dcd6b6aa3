/** Mantine told to use our tokens: one source of colour, tokens.css. Not a second palette. */
import {
  ActionIcon,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  Modal,
  Notification,
  Portal,
  Tooltip,
} from '@mantine/core';

/** Shade 8 is the one that is used (see primaryShade): white on it has 6.3:1. */
const teal: MantineColorsTuple = [
  '#e3f6f3',
  '#d2ebe7',
  '#a6d6cf',
  '#77c0b6',
  '#50aea2',
  '#37a396',
  '#279e90',
  '#17897c',
  '#0b6b62',
  '#05564e',
];

/** Mantine's greys of the dark theme, in the cool tone of our surfaces. */
const dark: MantineColorsTuple = [
  '#e4e9f0',
  '#c3ccd8',
  '#9ca8b8',
  '#78869a',
  '#4a5566',
  '#343e4c',
  '#212833',
  '#191e27',
  '#141920',
  '#0e1218',
];

export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 8, dark: 8 },
  colors: { teal, dark },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 6,
  fontSizes: {
    xs: 'var(--text-label)',
    sm: 'var(--text-body)',
    md: 'var(--text-body)',
    lg: 'var(--text-heading)',
    xl: 'var(--text-display)',
  },
  spacing: {
    xs: 'var(--space-2)',
    sm: 'var(--space-3)',
    md: 'var(--space-4)',
    lg: 'var(--space-5)',
    xl: 'var(--space-6)',
  },
  cursorType: 'pointer',
  components: {
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 350, withArrow: true, arrowSize: 6, multiline: true, maw: 280 },
    }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    // Menus, tooltips and messages stand in a landmark, so that nothing of the page is outside of one.
    Portal: Portal.extend({ defaultProps: { target: '#popups' } }),
    Modal: Modal.extend({
      styles: { title: { fontWeight: 650, fontSize: 'var(--text-heading)' } },
    }),
    // A message is read like any other text; dimmed and on red it had 3.3:1.
    Notification: Notification.extend({ styles: { description: { color: 'var(--ink)' } } }),
  },
});

const shared = {
  '--mantine-color-body': 'var(--panel)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-placeholder': 'var(--ink-soft)',
  '--mantine-color-error': 'var(--problem)',
  '--mantine-color-gray-light-color': 'var(--ink)',
  '--mantine-color-gray-light-hover': 'var(--hover)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--ink-faint)',
  '--mantine-color-anchor': 'var(--accent)',
};

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: shared,
});
