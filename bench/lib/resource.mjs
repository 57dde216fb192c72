// A resource server in Node.js for bench/revocations: verifies tokens as client-js/README.md shows.
import { createServer } from 'node:http';
import { connect } from 'restauth-client';

const verifier = await connect(process.env.AUTH_URL, process.env.SERVICE_KEY);
const server = createServer(async (request, response) => {
  const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const claims = await verifier.verify(token ?? '').catch(() => undefined);
  const status = claims === undefined ? 503 : claims === null ? 401 : 200;
  response.writeHead(status, { 'content-type': 'text/plain' }).end();
});
server.listen(0, '127.0.0.1', () => console.log(`orders on http://127.0.0.1:${server.address().port}/`));
