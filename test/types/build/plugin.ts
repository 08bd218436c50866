import { holdfast, type HoldfastPluginOptions } from 'holdfast/vite';
import { defineConfig, type Plugin, type UserConfig } from 'vite';

const options: HoldfastPluginOptions = { config: 'app.config.ts', register: false, dev: true };

export const plain: Plugin = holdfast();
export const config: UserConfig = defineConfig({ plugins: [holdfast(options)] });

// @ts-expect-error -- routes belong in the manifest
holdfast({ routes: [] });
// @ts-expect-error -- vite-plugin-pwa's name for `selfDestroy`
holdfast({ selfDestroying: true });
// @ts-expect-error -- a switch
holdfast({ dev: { enabled: true } });
