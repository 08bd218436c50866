import { readStored, writeStored } from './stored.js';

/** Which colours the pages wear; `'system'` follows the device. */
type Theme = 'system' | 'light' | 'dark';

const order: readonly Theme[] = ['system', 'light', 'dark'];

/** The chosen theme. */
export interface ThemeChoice {
  current(): Theme;
  /** Goes on to the next one, and remembers it. */
  next(): void;
}

/** Puts on the theme that was chosen before. */
export function createThemeChoice(root: HTMLElement): ThemeChoice {
  let theme = order.find((name) => name === readStored('theme')) ?? 'system';
  root.dataset['theme'] = theme;
  return {
    current: () => theme,
    next() {
      theme = order[(order.indexOf(theme) + 1) % order.length] ?? 'system';
      root.dataset['theme'] = theme;
      writeStored('theme', theme === 'system' ? undefined : theme);
    },
  };
}
