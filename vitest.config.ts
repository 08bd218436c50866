import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/{unit,package}/**/*.test.ts'], testTimeout: 60_000 },
});
