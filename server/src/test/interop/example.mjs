// Uses an example application like a user. Reads one line of JSON, and prints as JSON what the user
// saw.
import { createInterface } from 'node:readline';
import { Browser } from './browser.mjs';

const asked = JSON.parse((await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next()).value);
const user = { username: asked.username, password: asked.password };
const [browser, stranger] = [new Browser(), new Browser()];
const home = `${asked.origin}/`;

const closed = await stranger.visit(home, { until: (url) => url.href.startsWith(asked.issuer) });
const forged = await stranger.visit(`${asked.redirect_uri}?code=restauth_ac_x&state=x&iss=${encodeURIComponent(asked.issuer)}`, {
  until: (url) => url.href.startsWith(asked.issuer),
});
const page = await browser.visit(home, user);
const again = await browser.visit(home);
const out = await browser.post(`${home}logout`, { until: (url) => url.href === home });
const after = await browser.visit(home, { until: (url) => url.href.startsWith(asked.issuer) });
const login = await browser.visit(after.url, { until: () => false, username: 'nobody', password: 'x' }).catch((e) => e.message);
console.log(
  JSON.stringify({
    closed: closed.url.pathname,
    forged: forged.body ?? forged.url,
    page: page.body,
    again: again.body,
    out: out.url,
    after: after.url.pathname,
    login: login.body ?? login,
  }),
);
