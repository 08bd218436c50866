import type { Status } from 'holdfast/page';
import { html, type TemplateResult } from 'lit-html';
import type { Connectivity } from '../connectivity.js';
import { formatAge, formatBytes, formatCount, formatTime } from '../format.js';
import { countWrites } from './outbox.js';

/** One thing that is fine or is not. */
interface Tile {
  readonly name: string;
  /** Names the value to tests. */
  readonly id: string;
  readonly value: string;
  readonly mood?: 'good' | 'warn';
  readonly details: readonly (string | TemplateResult)[];
}

const availabilityTexts = {
  controlled: 'Answers this page',
  registered: 'Registered; answers from the next page on',
  unavailable: 'Everything comes from the network',
} as const;

/** How things stand, at a glance. */
export function overview(status: Status, connectivity: Connectivity): TemplateResult {
  const tiles = [worker(status), network(connectivity), outbox(status), storage(status)];
  return html`<section aria-labelledby="overview">
    <h2 id="overview" class="visually-hidden">Overview</h2>
    <dl class="tiles">
      ${tiles.map(
        ({ name, id, value, mood, details }) =>
          html`<div class="tile">
            <dt>${name}</dt>
            <dd class="tile-value ${mood ?? ''}" data-status=${id}>${value}</dd>
            ${details.map((detail) => html`<dd class="tile-detail">${detail}</dd>`)}
          </div>`,
      )}
    </dl>
  </section>`;
}

function worker({ availability, state, reason }: Status): Tile {
  const isGood = state.name === 'normal' && availability === 'controlled';
  const reasons = new Set([reason, state.reason].filter((text) => text !== undefined));
  return {
    name: 'Worker',
    id: 'state',
    value: availability === 'unavailable' ? 'none' : state.name,
    mood: isGood ? 'good' : 'warn',
    details: [
      html`<span data-status="availability" data-value=${availability}
        >${availabilityTexts[availability]}</span
      >`,
      ...reasons,
    ],
  };
}

function network(connectivity: Connectivity): Tile {
  const time = connectivity.serverTime();
  const isOnline = connectivity.isOnline();
  const clock = time ? `Server time ${formatTime(time.nowMs)}` : 'Asking the server…';
  return {
    name: 'Network',
    id: 'network',
    value: isOnline ? 'online' : 'offline',
    mood: isOnline ? 'good' : 'warn',
    details: [isOnline ? clock : 'The server does not answer'],
  };
}

function outbox({ outbox: counts }: Status): Tile {
  const tile = { name: 'Outbox', id: 'outbox' };
  if (!counts) return { ...tile, value: 'unknown', details: ['The worker does not tell'] };
  const total = countWrites(counts);
  if (total === 0) return { ...tile, value: 'empty', mood: 'good', details: ['All is sent'] };
  const parts = [
    ['waiting', counts.waiting],
    ['being sent', counts.sending],
    ['held back', counts.blocked],
    ['not delivered', counts.dead],
  ] as const;
  const states = parts.filter(([, count]) => count > 0);
  const which = states.map(([name, count]) =>
    count === total ? `all ${name}` : `${count} ${name}`,
  );
  return {
    ...tile,
    value: formatCount(total, 'entry', 'entries'),
    mood: 'warn',
    details: [
      [...which, formatBytes(counts.sizeBytes)].join(', '),
      ...(counts.oldestAtMs === undefined
        ? []
        : [`oldest made ${formatAge(Date.now() - counts.oldestAtMs)}`]),
    ],
  };
}

function storage({ storage: estimate, caches }: Status): Tile {
  const tile = { name: 'Storage', id: 'storage' };
  const known = caches.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
  const inCaches = `${formatBytes(known)} in caches`;
  if (!estimate) return { ...tile, value: 'unknown', details: [inCaches] };
  const { usageBytes, quotaBytes } = estimate;
  return {
    ...tile,
    value: formatBytes(usageBytes),
    details: [
      html`of ${formatBytes(quotaBytes)} that this site may use
        <meter
          aria-label="Storage in use"
          min="0"
          max=${Math.max(quotaBytes, 1)}
          .value=${usageBytes}
        ></meter>`,
      inCaches,
    ],
  };
}
