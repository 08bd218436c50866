/// <reference types="holdfast/virtual/plan" />
import { precache, start, type Feature, type FeatureFactory, type Plan } from 'holdfast/worker';
import { features, plan } from 'virtual:holdfast/plan';

const logger: FeatureFactory = ({ report }): Feature => ({
  name: 'logger',
  respond({ path }) {
    report.note('logger/asked', path ?? '');
    return undefined;
  },
});

start(plan, [...features, logger], {
  plugins: {
    photos: [{ cacheDidUpdate: async ({ request }) => console.log(request.url) }],
  },
  outbox: {
    beforeDelivery(request, item) {
      request.headers.set('authorization', `Bearer ${item.attempts}`);
      return request;
    },
  },
});

export const version: Plan['version'] = plan.version;
export const alone: FeatureFactory = precache();

// @ts-expect-error -- no such hook
start(plan, features, { outbox: { afterDelivery: () => undefined } });
// @ts-expect-error -- a list of plugins by route
start(plan, features, { plugins: { photos: { cacheDidUpdate: async () => undefined } } });
// @ts-expect-error -- no such hook of a feature
export const misspelt: Feature = { name: 'misspelt', onInstall: async () => undefined };
