/** A session with a browser. Source: W3C WebDriver. */
export interface Session {
  /** Runs one command of the session, behind those before it. */
  command(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown>;
  /** Runs commands that belong to one window, with no other window's in between. */
  inWindow<TValue>(handle: string, work: () => Promise<TValue>): Promise<TValue>;
  end(): Promise<void>;
}

/** Begins a session at a driver's address. */
export async function beginSession(driver: string, capabilities: object): Promise<Session> {
  const { sessionId } = (await send(driver, 'POST', '/session', {
    capabilities: { alwaysMatch: capabilities },
  })) as { sessionId: string };
  let last: Promise<unknown> = Promise.resolve();

  const command: Session['command'] = (method, path, body) =>
    send(driver, method, `/session/${sessionId}${path}`, body);

  return {
    command,
    inWindow(handle, work) {
      const done = last.then(async () => {
        await command('POST', '/window', { handle });
        return work();
      });
      last = done.catch(() => undefined);
      return done;
    },
    end: async () => void (await command('DELETE', '')),
  };
}

/**
 * Sends a command to a driver.
 * @throws {Error} what the driver says is wrong
 */
export async function send(
  driver: string,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const response = await fetch(driver + path, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { error: string; message: string };
  throw new Error(`${method} ${path}: ${error}: ${message}`);
}
