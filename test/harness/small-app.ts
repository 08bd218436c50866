import type { Page } from 'playwright/test';
import { controlled, expect, findUpdate, settled, type Files, type Site } from './site.js';
import type { Output } from './workshop.js';

/** The text of a `holdfast.config.ts`. */
export function manifestFile(manifest: string): string {
  return `import { defineManifest } from 'holdfast';\n\nexport default defineManifest(${manifest});\n`;
}

/** The text of a `vite.config.ts` with the plugin, and more options. */
export function viteFile(options = ''): string {
  return `import { defineConfig } from 'vite';
import { holdfast } from 'holdfast/vite';

export default defineConfig({ plugins: [holdfast()], ${options} });\n`;
}

/** A document whose button stands for a part of the app that is loaded when it is pressed. */
export function documentOf(edition: string, script: string): string {
  return `<!doctype html><html lang="en"><head><title>app</title></head><body><h1>${edition}</h1><button>More</button><script type="module" src="${script}"></script></body></html>\n`;
}

/** A Vite app that loads a part of itself when its button is pressed. */
export function smallApp(edition: string): Files {
  return {
    'index.html': documentOf(edition, '/src/main.ts'),
    'src/main.ts': `import './style.css';
      document.querySelector('button')!.addEventListener('click', async ({ target }) => {
        const { words } = await import('./more.ts');
        (target as HTMLElement).textContent = words;
      });`,
    'src/more.ts': `export const words: string = 'more of ${edition}';`,
    'src/style.css': 'h1 { color: green; }',
    'public/robots.txt': 'User-agent: *',
    'holdfast.config.ts': manifestFile(`{
      precache: { include: ['**/*.{html,js,css,svg,txt}'] },
      shell: { document: '/index.html', paths: ['/'] },
    }`),
  };
}

/** The document and the part that is loaded later are both of this edition. */
export async function expectEdition(page: Page, edition: string): Promise<void> {
  await expect(page.locator('h1')).toHaveText(edition);
  await page.locator('button').click();
  await expect(page.locator('button')).toHaveText(`more of ${edition}`);
}

/** Deploys a later version and waits until it is in charge; the tab stays on its own. */
export async function update(page: Page, site: Site, { folder, version }: Output): Promise<void> {
  site.folder = folder;
  await site.start();
  await findUpdate(page, version);
  await settled(page);
}

/**
 * What every app is to stand: opened, opened offline, updated under an open tab whose files the server has no longer, and
 * opened offline again.
 */
export async function live(
  page: Page,
  site: Site,
  build: (edition: string) => Promise<Output>,
  path = '/',
): Promise<void> {
  site.folder = (await build('one')).folder;
  await page.goto(site.origin + path);
  await controlled(page);
  await site.stop();
  await page.reload();
  await expectEdition(page, 'one');
  await page.reload();
  await update(page, site, await build('two'));
  await expectEdition(page, 'one');
  await site.stop();
  await page.reload();
  await expectEdition(page, 'two');
}
