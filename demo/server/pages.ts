import { html } from 'hono/html';

/** What a server-rendered page is made of. */
type Markup = ReturnType<typeof html>;

/** The answer to an address that nobody knows. */
export function notFoundPage(path: string): Markup {
  return page(
    'Not found',
    html`<p>There is nothing at <code>${path}</code>.</p>
      <p><a href="/">Go to Passport</a></p>`,
  );
}

/** A page that only the server can answer, as the last step of a sign-in would be. */
export function callbackPage(query: ReadonlyMap<string, string>): Markup {
  return page(
    'Signed in',
    html`<p>The server rendered this page, and it got:</p>
      <dl>
        ${[...query].map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
      <p><a href="/">Go to Passport</a></p>`,
  );
}

function page(title: string, body: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Passport</title>
        <link rel="stylesheet" href="/plain.css" />
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
}
