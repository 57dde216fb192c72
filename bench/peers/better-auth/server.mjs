// better-auth with node:http and PostgreSQL, set up as its documentation describes. The rate limit by address is off, because
// all requests come from one address.
//   node server.mjs PORT            serves on 127.0.0.1
//   node server.mjs PORT migrate    creates its tables and an account
// DATABASE_URL and BETTER_AUTH_SECRET come from the environment. With COOKIE_CACHE=1, better-auth looks a session up in the
// database only every five minutes.
import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { Pool } from "pg";

const [port, command] = process.argv.slice(2);
const address = `http://127.0.0.1:${port}`;
const options = {
  baseURL: address,
  database: new Pool({ connectionString: process.env.DATABASE_URL }),
  emailAndPassword: { enabled: true },
  session: { cookieCache: { enabled: process.env.COOKIE_CACHE === "1", maxAge: 5 * 60 } },
  rateLimit: { enabled: false },
};
const auth = betterAuth(options);

if (command === "migrate") {
  await (await getMigrations(options)).runMigrations();
  await auth.api.signUpEmail({ body: { name: "miguel", email: "miguel@example.com", password: "python-is-fun" } });
  process.exit();
}
createServer(toNodeHandler(auth)).listen(Number(port), "127.0.0.1", () => {
  console.log(`better-auth ready on ${address}`);
});
