/**
 * Drops the record of redirects from a response. A redirected response cannot answer a navigation, and a stored one
 * may be asked to. Source: Fetch, HTTP fetch, step on `redirect mode` and a service worker's response.
 */
export function unwrap(response: Response): Response {
  return response.redirected ? new Response(response.body, response) : response;
}
