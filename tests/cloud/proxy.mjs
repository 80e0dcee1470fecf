// A proxy that leads Microsoft's host names to the simulator and refuses every other; it remembers what was asked of it.
import http from 'node:http';
import net from 'node:net';

export class LeadingProxy {
  led = [];
  refused = [];
  #sockets = new Set();

  constructor(port, hosts) {
    this.target = port;
    this.hosts = hosts;
    // A client that asks for a page instead of a tunnel would show its traffic: it is refused like a foreign host.
    this.server = http.createServer((request, response) => {
      this.refused.push(`${request.method} ${request.url}`);
      response.writeHead(403).end();
    });
    this.server.on('connect', (request, socket, head) => this.#connect(request.url, socket, head));
    this.server.on('connection', (socket) => this.#keep(socket));
  }

  static async start(port, hosts) {
    const proxy = new LeadingProxy(port, hosts);
    await new Promise((done) => proxy.server.listen(0, '127.0.0.1', done));
    proxy.url = `http://127.0.0.1:${proxy.server.address().port}`;
    return proxy;
  }

  #keep(socket) {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #connect(address, socket, head) {
    if (!this.hosts.some((host) => address === `${host}:443`)) {
      this.refused.push(`CONNECT ${address}`);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    this.led.push(address);
    const inner = net.connect(this.target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      inner.write(head);
      inner.pipe(socket).pipe(inner);
    });
    this.#keep(inner);
  }

  async stop() {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }
}
