import type { AppRoute } from '../subject.js';

/** Its store in IndexedDB. */
export const outboxStore = 'writes';

/** What the worker's message listener waits for. */
export const sendMessage = 'send';

/** The least that keeps writes and sends them: one record and one transaction for each, deleted once the server has answered. */
export function toOutboxSource(order: NonNullable<AppRoute['outbox']>): string {
  return `
    let opened;
    function openOutbox() {
      return (opened ??= new Promise((resolve, reject) => {
        const request = indexedDB.open('outbox', 1);
        request.onupgradeneeded = () => request.result.createObjectStore('${outboxStore}', { autoIncrement: true });
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      }));
    }
    async function useOutbox(mode, use) {
      const transaction = (await openOutbox()).transaction('${outboxStore}', mode);
      const request = use(transaction.objectStore('${outboxStore}'));
      return new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error);
      });
    }
    async function sendOrKeep(request) {
      const kept = request.clone();
      try {
        return await fetch(request);
      } catch {
        const { headers, method, url } = kept;
        const record = { url, method, headers: [...headers], body: await kept.arrayBuffer() };
        await useOutbox('readwrite', (store) => store.add(record));
        return new Response(null, { status: 202 });
      }
    }
    async function send(key) {
      const { url, ...init } = await useOutbox('readonly', (store) => store.get(key));
      await fetch(url, init);
      await useOutbox('readwrite', (store) => store.delete(key));
    }
    async function sendAll() {
      const keys = await useOutbox('readonly', (store) => store.getAllKeys());
      ${order === 'in-order' ? 'for (const key of keys) await send(key);' : 'await Promise.all(keys.map(send));'}
    }
    addEventListener('message', (event) => {
      if (event.data === '${sendMessage}') event.waitUntil(sendAll());
    });`;
}
