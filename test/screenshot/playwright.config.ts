import { defineConfig } from 'playwright/test';
import base from '../playwright.config.js';

/** Takes the pictures of the demo, outside `npm test`. */
export default defineConfig(base, {
  testDir: import.meta.dirname,
  testMatch: '**/*.shot.ts',
  reporter: 'list',
});
