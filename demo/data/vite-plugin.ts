import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';
import { readCountries } from './countries.js';

const countriesId = 'virtual:passport/countries';

/** Puts the countries into a module of their own and the flags, one file each, under `/flags/`. */
export function passportData(): Plugin {
  const countries = readCountries();
  return {
    name: 'passport:data',
    resolveId: (id) => (id === countriesId ? `\0${countriesId}` : undefined),
    load(id) {
      if (id !== `\0${countriesId}`) return undefined;
      // Engines parse a JSON text faster than the same object literal.
      return `export const countries = JSON.parse(${JSON.stringify(JSON.stringify(countries))});`;
    },
    configureServer(server) {
      server.middlewares.use('/flags', (request, response, next) => {
        const code = /^\/(?<code>[a-z]{2})\.svg$/.exec(request.url ?? '')?.groups?.['code'];
        if (code === undefined || !countries.some((country) => country.code === code)) {
          next();
          return;
        }
        response.setHeader('content-type', 'image/svg+xml').end(readFlag(code));
      });
    },
    generateBundle() {
      for (const { code } of countries) {
        this.emitFile({ type: 'asset', fileName: `flags/${code}.svg`, source: readFlag(code) });
      }
    },
  };
}

function readFlag(code: string): string {
  const file = `flag-icons/flags/4x3/${code}.svg`;
  return readFileSync(createRequire(import.meta.url).resolve(file), 'utf8');
}
