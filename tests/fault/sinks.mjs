// Where notices arrive in the tests: a mail server with STARTTLS and a sign-in, and a webhook; both keep what they are given.
import { readFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createTcp } from 'node:net';
import { TLSSocket, createSecureContext } from 'node:tls';

const listen = (server) => new Promise((resolve) => { server.listen(0, '127.0.0.1', () => resolve(server.address().port)); });

// One conversation by SMTP (RFC 5321), as far as a sender of one mail goes.
class Conversation {
  constructor(sink, socket) {
    Object.assign(this, { sink, socket, kept: '', data: null, secure: false, asked: false, user: null, mail: null });
    this.take = (piece) => this.read(piece);
    socket.on('data', this.take).on('error', () => {});
    this.say('220 sink ready');
  }

  say(line) { this.socket.write(`${line}\r\n`); }

  read(piece) {
    this.kept += piece.toString('latin1');
    for (let end = this.kept.indexOf('\r\n'); end !== -1; end = this.kept.indexOf('\r\n')) {
      const line = this.kept.slice(0, end);
      this.kept = this.kept.slice(end + 2);
      if (this.data === null) this.command(line);
      else this.line(line);
    }
  }

  command(line) {
    const [verb, rest] = [line.split(' ')[0].toUpperCase(), line.slice(line.indexOf(' ') + 1)];
    if (verb === 'EHLO') return this.say(this.secure || !this.sink.tls ? '250-sink\r\n250 AUTH PLAIN' : '250-sink\r\n250 STARTTLS');
    if (verb === 'STARTTLS' && this.sink.tls) return this.encrypt();
    if (this.asked) return this.signIn(line);
    if (verb === 'AUTH') {
      const given = rest.split(' ')[1];
      if (given !== undefined) return this.signIn(given);
      this.asked = true;
      return this.say('334 ');
    }
    if (verb === 'MAIL' && this.user === null && this.sink.secret !== '') return this.say('530 sign in first');
    if (verb === 'MAIL') this.mail = { from: /<(.*)>/.exec(rest)[1], to: [], secure: this.secure, user: this.user };
    if (verb === 'RCPT') this.mail.to.push(/<(.*)>/.exec(rest)[1]);
    if (verb === 'DATA') this.data = '';
    return this.say(verb === 'DATA' ? '354 go on' : verb === 'QUIT' ? '221 bye' : '250 ok');
  }

  // PLAIN (RFC 4616).
  signIn(text) {
    this.asked = false;
    const [, user, password] = Buffer.from(text, 'base64').toString().split('\0');
    this.user = password === this.sink.secret ? user : null;
    this.say(this.user === null ? '535 no' : '235 yes');
  }

  line(line) {
    if (line !== '.') {
      this.data += `${line.startsWith('..') ? line.slice(1) : line}\n`;
      return;
    }
    this.sink.mails.push({ ...this.mail, ...readMail(this.data) });
    this.data = null;
    this.say('250 kept');
  }

  encrypt() {
    this.socket.off('data', this.take);
    this.say('220 now');
    this.socket = new TLSSocket(this.socket, { isServer: true, secureContext: this.sink.tls });
    this.secure = true;
    this.socket.on('data', this.take).on('error', () => {});
  }
}

const unfold = (text) => text.replace(/\n[ \t]+/g, ' ');
const decodeWords = (text) => text.replace(/=\?UTF-8\?B\?([A-Za-z0-9+/=]*)\?= ?/g, (_, word) => Buffer.from(word, 'base64').toString('latin1'));

export function readMail(text) {
  const cut = text.indexOf('\n\n');
  const headers = Object.fromEntries(unfold(text.slice(0, cut)).split('\n').map((line) => [line.split(':')[0].toLowerCase(), line.slice(line.indexOf(':') + 2)]));
  return { id: headers['message-id'], subject: Buffer.from(decodeWords(headers.subject), 'latin1').toString(), headers, body: Buffer.from(text.slice(cut), 'base64').toString() };
}

export class MailSink {
  // tls: {certificate, key} files; without it the sink offers no STARTTLS. secret '': no sign-in is asked for.
  static async start({ secret, tls, host = '127.0.0.1' }) {
    const sink = new MailSink();
    Object.assign(sink, { secret, mails: [], sockets: new Set() });
    sink.tls = tls && createSecureContext({ cert: readFileSync(tls.certificate), key: readFileSync(tls.key) });
    sink.server = createTcp((socket) => {
      sink.sockets.add(socket);
      new Conversation(sink, socket);
    });
    sink.port = await new Promise((resolve) => { sink.server.listen(0, host, () => resolve(sink.server.address().port)); });
    return sink;
  }
  close() {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}

export class WebhookSink {
  // answer(request): a status, or {status, headers}; 202 as Teams' workflows say.
  static async start(answer = () => 202) {
    const sink = new WebhookSink();
    sink.posts = [];
    sink.answer = answer;
    sink.server = createHttp((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (piece) => { text += piece; }).on('end', () => {
        const said = sink.answer(request);
        const { status, headers } = typeof said === 'number' ? { status: said, headers: {} } : said;
        if (status < 300) sink.posts.push({ path: request.url, key: request.headers['idempotency-key'], body: JSON.parse(text) });
        response.writeHead(status, headers).end();
      });
    });
    sink.port = await listen(sink.server);
    return sink;
  }
  // Where an account sends: each its own path.
  url(name) { return `http://127.0.0.1:${this.port}/${name}`; }
  of(name) { return this.posts.filter((post) => post.path === `/${name}`); }
  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

// The title of a Teams card.
export const cardTitle = (body) => body.attachments[0].content.body[0].inlines[0].text;
