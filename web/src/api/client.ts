// Speaks JSON:API with the Reeve server: attributes come as camelCase, errors as sentences with a remedy.

export const jsonApi = 'application/vnd.api+json';

export type Item<A> = A & { id: string };

export interface Page<A> {
  rows: Item<A>[];
  total: number;
  page: number;
  pages: number;
}

export interface One<A> {
  item: Item<A>;
  meta: Record<string, unknown>;
}

export interface ListQuery {
  page?: number;
  size?: number;
  sort?: string | undefined;
  filter?: Record<string, string | number | boolean | undefined>;
}

// What went wrong, in the server's own words. `detail` is a sentence and its remedy.
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly code: string,
    readonly pointer?: string,
    readonly request?: string,
  ) {
    super(detail || title);
    this.name = 'ApiError';
  }
}

// The session's CSRF word; every request that writes carries it.
let csrf = '';
export function setCsrf(value: string) {
  csrf = value;
}

const toCamel = (key: string) => key.replace(/-([a-z0-9])/g, (_, c: string) => c.toUpperCase());
const toKebab = (key: string) => key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

function mapKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => mapKeys(one, rename));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [rename(key), mapKeys(one, rename)]),
  );
}
export const camelKeys = (value: unknown) => mapKeys(value, toCamel);
export const kebabKeys = (value: unknown) => mapKeys(value, toKebab);

interface WireResource {
  id?: string | number;
  type?: string;
  attributes?: Record<string, unknown>;
  meta?: Record<string, unknown>;
}

export function flatten<A>(resource: WireResource): Item<A> {
  const attributes = camelKeys(resource.attributes ?? {}) as Record<string, unknown>;
  return { ...attributes, id: String(resource.id ?? '') } as Item<A>;
}

export function queryString(query: ListQuery): string {
  const params = new URLSearchParams();
  if (query.page !== undefined) params.set('page[number]', String(query.page));
  if (query.size !== undefined) params.set('page[size]', String(query.size));
  if (query.sort) params.set('sort', query.sort);
  for (const [name, value] of Object.entries(query.filter ?? {})) {
    if (value !== undefined && value !== '') params.set(`filter[${toKebab(name)}]`, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}

const unreachable = () =>
  new ApiError(
    0,
    'No answer',
    'The Reeve server does not answer. Check that it is running and that this computer reaches it, then try again.',
    'unreachable',
  );

// Reads the first JSON:API error out of an answer that failed.
export function errorFrom(status: number, body: unknown, request: string): ApiError {
  const first = (body as { errors?: Record<string, unknown>[] } | null)?.errors?.[0];
  if (!first) {
    return new ApiError(
      status,
      'Unexpected answer',
      `The server answered ${status} without saying why. Try again; if it stays, look at the log of reeve serve.`,
      `http_${status}`,
      undefined,
      request,
    );
  }
  const source = first.source as { pointer?: string } | undefined;
  return new ApiError(
    status,
    String(first.title ?? 'Error'),
    String(first.detail ?? first.title ?? ''),
    String(first.code ?? `http_${status}`),
    source?.pointer,
    request,
  );
}

type Listener = () => void;
let signedOut: Listener = () => undefined;
// Called when the server says that the session has ended.
export function onSignedOut(listener: Listener) {
  signedOut = listener;
}

async function send(method: string, path: string, body?: unknown, accept = jsonApi): Promise<Response> {
  const headers: Record<string, string> = { Accept: accept };
  if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf;
  if (body !== undefined) headers['Content-Type'] = jsonApi;
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (body !== undefined) init.body = JSON.stringify(body);
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw unreachable();
  }
  if (response.ok) return response;
  const text = await response.text();
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = null;
  }
  if (response.status === 401 && path !== '/api/session') signedOut();
  throw errorFrom(response.status, parsed, `${method} ${path}`);
}

interface WireDocument {
  data?: WireResource | WireResource[] | null;
  meta?: Record<string, unknown>;
}

async function read(method: string, path: string, body?: unknown): Promise<WireDocument> {
  const response = await send(method, path, body);
  if (response.status === 204) return {};
  const text = await response.text();
  if (!text) return {};
  try {
    return JSON.parse(text) as WireDocument;
  } catch {
    throw errorFrom(response.status, null, `${method} ${path}`);
  }
}

export async function list<A>(path: string, query: ListQuery = {}): Promise<Page<A>> {
  const document = await read('GET', path + queryString(query));
  const data = Array.isArray(document.data) ? document.data : [];
  const meta = (document.meta ?? {}) as Record<string, number>;
  return {
    rows: data.map((one) => flatten<A>(one)),
    total: meta['total-count'] ?? data.length,
    page: meta['current-page'] ?? 1,
    pages: meta['total-pages'] ?? 1,
  };
}

function one<A>(document: WireDocument): One<A> {
  const data = Array.isArray(document.data) ? document.data[0] : document.data;
  return {
    item: flatten<A>(data ?? {}),
    meta: camelKeys({ ...(data?.meta ?? {}), ...(document.meta ?? {}) }) as Record<string, unknown>,
  };
}

export async function show<A>(path: string): Promise<One<A>> {
  return one<A>(await read('GET', path));
}

// POST, PATCH or DELETE; `attributes` in camelCase.
export async function write<A>(
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  type: string,
  attributes: Record<string, unknown> = {},
): Promise<One<A>> {
  const body = method === 'DELETE' ? undefined : { data: { type, attributes: kebabKeys(attributes) } };
  return one<A>(await read(method, path, body));
}

export async function text(path: string, accept: string): Promise<string> {
  return (await send('GET', path, undefined, accept)).text();
}
