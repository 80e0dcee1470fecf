// Speaks Reeve's JSON:API: with a key or a session, whole lists, one sentence for every refusal.
const REQUEST_MS = 60_000;
const PAGE_SIZE = 1000;
const MAX_PAGES = 1000;

export class ApiError extends Error {
  constructor(status, errors, what) {
    const told = errors.map((error) => error.detail ?? error.title).filter(Boolean).join(' ');
    super(`${what}: ${told === '' ? `status ${status}` : told}`);
    this.status = status;
    this.errors = errors;
  }
}

export class Api {
  // access: {key} or {cookie, csrf}, the latter with the browser that keeps what cookies answers set; nothing: nobody.
  constructor(base, access = {}) {
    this.base = base;
    this.access = access;
  }

  headers() {
    const { key, cookie, csrf } = this.access;
    return { ...(key && { 'x-api-key': key }), ...(cookie && { cookie }), ...(csrf && { 'x-csrf-token': csrf }) };
  }

  async raw(method, path, body) {
    const response = await fetch(new URL(path, this.base), {
      method, redirect: 'manual', signal: AbortSignal.timeout(REQUEST_MS),
      headers: { accept: 'application/vnd.api+json', ...this.headers(), ...(body !== undefined && { 'content-type': 'application/vnd.api+json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    }).catch((error) => {
      throw new Error(`${method} ${path} had no answer: ${error.cause?.message || error.cause?.code || error.message}`, { cause: error });
    });
    this.access.browser?.keepCookies(this.base, response);
    return response;
  }

  async call(method, path, body) {
    const response = await this.raw(method, path, body);
    const text = await response.text();
    let answer;
    try {
      answer = text === '' ? {} : JSON.parse(text);
    } catch {
      throw new ApiError(response.status, [{ detail: `the answer is not JSON: ${text.slice(0, 120)}` }], `${method} ${path}`);
    }
    if (!response.ok) throw new ApiError(response.status, answer.errors ?? [], `${method} ${path}`);
    return answer;
  }

  get(path) { return this.call('GET', path); }
  delete(path) { return this.call('DELETE', path); }
  post(path, type, attributes = {}) { return this.call('POST', path, { data: { type, attributes } }); }
  patch(path, type, attributes) { return this.call('PATCH', path, { data: { type, attributes } }); }

  // Every row of a list, page by page.
  async all(path) {
    const rows = [];
    for (let page = 1; page <= MAX_PAGES; page++) {
      const mark = path.includes('?') ? '&' : '?';
      const { data, meta } = await this.get(`${path}${mark}page[size]=${PAGE_SIZE}&page[number]=${page}`);
      rows.push(...data);
      if (page >= (meta['total-pages'] ?? 1)) return rows;
    }
    throw new Error(`${path} has more than ${MAX_PAGES} pages.`);
  }

  async count(path) {
    const mark = path.includes('?') ? '&' : '?';
    return (await this.get(`${path}${mark}page[size]=1`)).meta['total-count'];
  }

  // The live stream of run events, until the signal aborts it: {id, run} objects.
  async* events(signal, after) {
    const response = await fetch(new URL('/api/events', this.base), {
      signal, headers: { accept: 'text/event-stream', ...this.headers(), ...(after !== undefined && { 'last-event-id': String(after) }) },
    });
    if (!response.ok) throw new ApiError(response.status, [], 'GET /api/events');
    let kept = '';
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      kept += piece;
      const blocks = kept.split('\n\n');
      kept = blocks.pop();
      for (const block of blocks) {
        const data = block.split('\n').filter((line) => line.startsWith('data:')).map((line) => line.slice(5)).join('\n');
        if (data !== '') yield JSON.parse(data);
      }
    }
  }
}

// Asks again and again until `done` gives a value that is neither false, null nor undefined.
export async function until(what, done, { ms = 60_000, every = 100 } = {}) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await done();
    if (value !== false && value !== null && value !== undefined) return value;
    if (Date.now() > end) throw new Error(`Waited ${ms / 1000} s for ${what}, in vain.`);
    await new Promise((resolve) => { setTimeout(resolve, every); });
  }
}
