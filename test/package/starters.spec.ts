import type { Page } from 'playwright/test';
import { expect, type Site } from '../harness/site.js';
import { live, manifestFile, smallApp, update, viteFile } from '../harness/small-app.js';
import { test, type Workshop } from '../harness/workshop.js';

// One installation for all.
test.describe.configure({ mode: 'default', timeout: 180_000 });
test.use({
  apps: {
    vanilla: 'vanilla-ts',
    react: 'react-ts',
    vue: 'vue-ts',
    svelte: 'svelte-ts',
    'vite-5': { vite: '^5.0.0' },
    'vite-6': { vite: '^6.0.0' },
    'vite-7': { vite: '^7.0.0' },
    'vite-8': { vite: '^8.0.0' },
  },
});

async function openOffline(page: Page, site: Site, url: string, heading: string): Promise<void> {
  await site.stop();
  await page.goto(url);
  await expect(page.locator('h1')).toHaveText(heading);
}

const templates = [
  { app: 'vanilla', main: 'src/main.ts', view: 'src/main.ts' },
  { app: 'react', main: 'src/main.tsx', view: 'src/App.tsx' },
  { app: 'vue', main: 'src/main.ts', view: 'src/components/HelloWorld.vue' },
  { app: 'svelte', main: 'src/main.ts', view: 'src/App.svelte' },
];

for (const { app, main, view } of templates) {
  test(`the ${app} template opens offline, as it was and after an update`, async ({
    page,
    site,
    workshop,
  }) => {
    await addHoldfast(workshop, app, main);
    // The template's own script, which checks types where it has any.
    await workshop.run(app, 'npm', 'run', 'build');
    site.folder = (await workshop.deliver(app)).folder;
    await page.goto(site.origin);
    await page.locator('html[data-offline="ready"]').waitFor();
    await openOffline(page, site, site.origin, 'Get started');
    await expectWhole(page);

    await workshop.edit(app, view, 'Get started', 'Get going');
    await workshop.viteBuild(app);
    await update(page, site, await workshop.deliver(app));
    await expect(page.locator('h1')).toHaveText('Get started');
    await openOffline(page, site, site.origin, 'Get going');
    await expectWhole(page);
  });
}

/** What the README says to do, and an ear for what the worker tells. */
async function addHoldfast(workshop: Workshop, app: string, main: string): Promise<void> {
  const plugin = `import { holdfast } from 'holdfast/vite';\n`;
  if (app === 'vanilla') {
    await workshop.write(app, { 'vite.config.ts': viteFile() });
  } else {
    await workshop.edit(app, 'vite.config.ts', /^/, plugin);
    await workshop.edit(app, 'vite.config.ts', 'plugins: [', 'plugins: [holdfast(), ');
  }
  const manifest = `{
    precache: { include: ['**/*.{html,js,css,svg,png,woff2}'] },
    shell: { document: '/index.html', paths: ['/'] },
  }`;
  await workshop.write(app, {
    'holdfast.config.ts': manifestFile(manifest),
    'src/holdfast.d.ts': '/// <reference types="holdfast/virtual" />\n',
  });
  const ear = `import { connect } from 'virtual:holdfast';

connect().on('offline-ready', () => {
  document.documentElement.dataset['offline'] = 'ready';
});
`;
  await workshop.edit(app, main, /^/, ear);
}

/** Scripts run, and every image is there. */
async function expectWhole(page: Page): Promise<void> {
  await page.locator('button.counter').click();
  await expect(page.locator('button.counter')).toHaveText('Count is 1');
  const pictures = await page.evaluate(async () => {
    await Promise.all([...document.images].map((image) => image.decode()));
    return document.images.length;
  });
  expect(pictures).toBeGreaterThan(2);
}

for (const major of [5, 6, 7, 8]) {
  test(`an app built with Vite ${major} keeps its tabs whole over an update`, async ({
    page,
    site,
    workshop,
  }) => {
    const app = `vite-${major}`;
    await workshop.write(app, { 'vite.config.ts': viteFile() });
    await live(page, site, async (edition) => {
      await workshop.write(app, smallApp(edition));
      expect(await workshop.viteBuild(app)).toContain(`vite v${major}.`);
      const output = await workshop.deliver(app);
      expect(output.kinds.map((line) => line.replace(/-.{8}\./, '-HASH.')).toSorted()).toEqual([
        'asset assets/index-HASH.css',
        'asset assets/index-HASH.js',
        'asset assets/more-HASH.js',
        'shell holdfast/register.js',
        'shell index.html',
        'shell robots.txt',
      ]);
      return output;
    });
  });
}
