// The API client against a fetch that answers as the server does.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ApiError, camelKeys, flatten, kebabKeys, list, onSignedOut, queryString, setCsrf, show, write } from './client';

interface Sent {
  path: string;
  init: RequestInit;
}
const sent: Sent[] = [];

function answer(status: number, body: unknown) {
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    sent.push({ path, init });
    return new Response(status === 204 ? null : typeof body === 'string' ? body : JSON.stringify(body), { status });
  });
}

afterEach(() => {
  vi.unstubAllGlobals();
  sent.length = 0;
  setCsrf('');
});

describe('names', () => {
  test('kebab from the wire, camel in the page, and back', () => {
    expect(camelKeys({ 'first-name': 'A', list: [{ 'label-name': 1 }] })).toEqual({ firstName: 'A', list: [{ labelName: 1 }] });
    expect(kebabKeys({ clientSecret: 's', minimumScore: 0.9 })).toEqual({ 'client-secret': 's', 'minimum-score': 0.9 });
    expect(flatten<{ firstName: string }>({ id: 7, attributes: { 'first-name': 'A' } })).toEqual({ id: '7', firstName: 'A' });
  });
  test('queries', () => {
    expect(decodeURIComponent(queryString({ page: 2, size: 50, sort: '-name', filter: { tenantId: '4', search: '' } }))).toBe(
      '?page[number]=2&page[size]=50&sort=-name&filter[tenant-id]=4',
    );
    expect(queryString({})).toBe('');
  });
});

describe('reading', () => {
  test('a list with its counts', async () => {
    answer(200, { data: [{ id: '1', attributes: { name: 'A' } }], meta: { 'total-count': 120, 'current-page': 2, 'total-pages': 3 } });
    expect(await list('/api/contacts', { page: 2 })).toEqual({ rows: [{ id: '1', name: 'A' }], total: 120, page: 2, pages: 3 });
  });
  test('one thing with its meta', async () => {
    answer(200, { data: { id: '1', attributes: { name: 'A' } }, meta: { 'one-time-link': 'x' } });
    expect(await show('/api/accounts/1')).toEqual({ item: { id: '1', name: 'A' }, meta: { oneTimeLink: 'x' } });
  });
});

describe('writing', () => {
  test('carries the CSRF word and JSON:API', async () => {
    setCsrf('word');
    answer(204, null);
    await write('POST', '/api/tenants/5/match', 'tenants', { organizationId: 3 });
    const { init } = sent[0] as Sent;
    expect(init.headers).toMatchObject({ 'X-CSRF-Token': 'word', 'Content-Type': 'application/vnd.api+json' });
    expect(JSON.parse(init.body as string)).toEqual({ data: { type: 'tenants', attributes: { 'organization-id': 3 } } });
  });
  test('reading carries no CSRF word', async () => {
    setCsrf('word');
    answer(200, { data: [] });
    await list('/api/contacts');
    expect((sent[0] as Sent).init.headers).not.toHaveProperty('X-CSRF-Token');
  });
});

describe('errors', () => {
  const failure = async (work: Promise<unknown>): Promise<ApiError> => work.then(() => Promise.reject(new Error('it worked')), (error: ApiError) => error);
  test('speak the server\'s sentence', async () => {
    answer(422, { errors: [{ title: 'Invalid', detail: 'Write a name.', code: 'invalid', source: { pointer: '/data/attributes/name' } }] });
    expect(await failure(show('/api/organizations/1'))).toMatchObject({ status: 422, message: 'Write a name.', pointer: '/data/attributes/name' });
  });
  test('an answer that is no JSON still says what to do', async () => {
    answer(502, '<html>Bad gateway</html>');
    expect((await failure(show('/api/status'))).message).toContain('Try again');
  });
  test('no answer at all', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')));
    expect(await failure(show('/api/status'))).toMatchObject({ status: 0, code: 'unreachable' });
  });
  test('401 tells that the session ended, but not when asking who is signed in', async () => {
    const ended = vi.fn();
    onSignedOut(ended);
    answer(401, { errors: [{ title: 'x', detail: 'Sign in.' }] });
    await failure(show('/api/session'));
    expect(ended).not.toHaveBeenCalled();
    await failure(show('/api/contacts/1'));
    expect(ended).toHaveBeenCalledOnce();
  });
});
