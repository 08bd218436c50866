import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from 'playwright/test';

const widths = [360, 1440];

const colorSchemes = ['light', 'dark'] as const;

/**
 * Expects of a page, on a small phone and on a desktop, in both themes, that it breaks no rule of axe (WCAG 2.0 to 2.2, A and AA,
 * and best practices) and is no wider than the window. `repeated` matches what need not be looked at because it is like others.
 */
export async function expectAccessible(page: Page, repeated?: string): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    for (const colorScheme of colorSchemes) {
      // What fades in has too little contrast on the way.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const broken = await findBroken(page, repeated);
      expect({ width, colorScheme, broken }).toEqual({ width, colorScheme, broken: [] });
    }
  }
}

async function findBroken(page: Page, repeated: string | undefined): Promise<unknown> {
  // WCAG 2.2 AA has this rule; axe leaves it out unless it is asked for.
  const axe = new AxeBuilder({ page }).options({ rules: { 'target-size': { enabled: true } } });
  if (repeated !== undefined) axe.exclude(repeated);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }));
}
