import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from 'playwright/test';

/** Both themes, on a small phone and on a desktop. */
export const views = [
  { colorScheme: 'light', width: 360, height: 760 },
  { colorScheme: 'dark', width: 360, height: 760 },
  { colorScheme: 'light', width: 1440, height: 900 },
  { colorScheme: 'dark', width: 1440, height: 900 },
] as const;

/** Expects that no rule of axe is broken, from WCAG 2.0 to 2.2, A and AA, to its best practices, and that nothing is wider than the window. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    // WCAG 2.2 AA has it; axe leaves it out unless it is asked for.
    .options({ rules: { 'target-size': { enabled: true } } })
    .analyze();
  const found = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }));
  expect(found).toEqual([]);
  const widths = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  expect(widths.scrollWidth).toBe(widths.clientWidth);
}
