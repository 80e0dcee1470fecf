// Listens for change notifications as a client must: it proves the address by giving back the validation token.
import http from 'node:http';

export class Listener {
  notices = [];

  static async start() {
    const listener = new Listener();
    listener.server = http.createServer((request, response) => listener.#answer(request, response));
    await new Promise((done) => listener.server.listen(0, '127.0.0.1', done));
    listener.url = `http://127.0.0.1:${listener.server.address().port}/notices`;
    return listener;
  }

  #answer(request, response) {
    const token = new URL(request.url, 'http://localhost').searchParams.get('validationToken');
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      if (token === null) this.notices.push(...JSON.parse(Buffer.concat(parts).toString()).value);
      response.writeHead(token === null ? 202 : 200, { 'Content-Type': 'text/plain' }).end(token ?? '');
    });
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
