import { once } from 'node:events';
import net from 'node:net';
import { promisify } from 'node:util';

/// A port of 127.0.0.1 that nobody listens on now: for tests in which a port must be known before, or found again.
export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await promisify(server.close.bind(server))();
  return port;
}
