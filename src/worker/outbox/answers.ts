import type { OutboxRecord } from './record.js';
import type { Refusal } from './intake.js';

/** What a page gets for a write that is kept. Source: RFC 9110 §15.3.3 (202 Accepted). */
export function acceptedResponse({ id, route }: OutboxRecord): Response {
  return respond(202, 'Accepted', { id, route }, { 'Holdfast-Queued': id });
}

/** What a page gets for a write that can neither be sent nor kept. Source: RFC 4918 §11.5 (507 Insufficient Storage). */
export function refusedResponse({ route }: OutboxRecord, limit: Refusal): Response {
  const error =
    limit === 'storage'
      ? 'The request could not be sent, and this browser cannot store it.'
      : `The request could not be sent, and \`outbox.${limit}\` of route \`${route}\` leaves no room to keep it.`;
  return respond(507, 'Insufficient Storage', { error, limit, route });
}

function respond(
  status: number,
  statusText: string,
  body: object,
  headers?: Record<string, string>,
): Response {
  return new Response(JSON.stringify(body), {
    status,
    statusText,
    headers: { 'Content-Type': 'application/json', ...headers },
  });
}
