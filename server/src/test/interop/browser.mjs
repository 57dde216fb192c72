// A browser without scripts, which stores cookies and follows redirects. It presses the buttons of
// this server's pages like a user with a name and a password.
export class Browser {
  #cookies = new Map(); // of one host, because ports do not separate cookies

  // Opens a URL, and logs in, consents and logs out when a page asks for it. Returns the first URL
  // for which `until` is true, or the last page.
  async visit(url, { until = () => false, username, password } = {}) {
    let reply = await this.#send('GET', new URL(url));
    for (let steps = 0; steps < 30; steps++) {
      if (reply.location) {
        if (until(reply.location)) return { url: reply.location };
        reply = await this.#send('GET', reply.location);
      } else if (reply.body.includes('name="password"')) {
        reply = await this.#press(reply, { username, password, decision: 'sign-in' });
      } else if (reply.body.includes('id="allow"')) {
        reply = await this.#press(reply, { decision: 'allow' });
      } else if (reply.body.includes('id="log-out"')) {
        reply = await this.#press(reply, {});
      } else {
        return reply;
      }
    }
    throw new Error(`endless redirects at ${reply.url}`);
  }

  // Sends the only form of a page, with its hidden fields.
  async #press(page, values) {
    const action = new URL(page.body.match(/<form[^>]* action="([^"]+)"/)[1].replaceAll('&amp;', '&'), page.url);
    const fields = new URLSearchParams();
    for (const [, name, value] of page.body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)) {
      fields.set(name, value.replaceAll('&#34;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
    }
    Object.entries(values).forEach(([name, value]) => fields.set(name, value));
    return this.#send('POST', action, fields, page.url.origin);
  }

  // Sends a form without fields, like a page of the same application.
  async post(url, options) {
    const target = new URL(url);
    const reply = await this.#send('POST', target, new URLSearchParams(), target.origin);
    return reply.location ? this.visit(reply.location, options) : reply;
  }

  async #send(method, url, body, origin) {
    const headers = { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    if (origin) headers.origin = origin;
    const response = await fetch(url, { method, body, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    const location = response.headers.get('location');
    return {
      url,
      status: response.status,
      body: await response.text(),
      location: location === null ? undefined : new URL(location, url),
    };
  }
}
