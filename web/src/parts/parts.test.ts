// The pure parts of lists, forms and CSV.
import { describe, expect, test } from 'vitest';
import { ApiError } from '../api/client';
import { without } from '../pages/contacts/entry_list';
import { keyAction } from '../pages/matching/row_keys';
import { csvCell, csvText } from './csv';
import { fieldErrors, showAtField } from './form_errors';
import { nextSort, parseSearch, queryOf, stringifySearch } from './list_state';

describe('CSV', () => {
  test('quotes what needs quotes', () => {
    expect(csvText([['Name', 'Notes'], ['A "B"', 'x,y\nz']])).toBe('Name,Notes\r\n"A ""B""","x,y\nz"\r\n');
  });
  test('phone numbers stay as they are', () => {
    expect(csvCell('+1 (425) 555-0100')).toBe('+1 (425) 555-0100');
  });
  test.each(['=1+1', '+cmd', '-2', '@cmd', '\tx'])('%j cannot run as a formula', (cell) => {
    expect(csvCell(cell).replace(/^"/, '')).toMatch(/^'/);
  });
});

describe('the state of a list in the URL', () => {
  test('becomes a query, with limits', () => {
    expect(queryOf({ q: 'ann', page: '3', size: '5000', kind: 'failure', other: 'x' }, ['kind'], 'name')).toEqual({
      page: 3,
      size: 1000,
      sort: 'name',
      filter: { search: 'ann', kind: 'failure' },
    });
    expect(queryOf({ page: '-1', size: 'x' }, [])).toMatchObject({ page: 1, size: 50 });
  });
  test('keeps what it was given', () => {
    const search = { q: 'a & b', tab: 'matched' };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
    expect(stringifySearch({ q: undefined, tab: '' })).toBe('');
  });
  test('a click on a column sorts, a second one turns around', () => {
    expect([nextSort(undefined, 'name'), nextSort('name', 'name'), nextSort('-name', 'name')]).toEqual(['name', '-name', 'name']);
  });
});

describe('errors at their field', () => {
  const refused = new ApiError(422, 'Invalid', 'Copy its value.', 'invalid', '/data/attributes/client-secret');
  test('the pointer names the field', () => {
    expect(fieldErrors(refused)).toEqual({ clientSecret: 'Copy its value.' });
    expect(fieldErrors(new Error('x'))).toEqual({});
  });
  test('a field that the form lacks is not hidden', () => {
    let errors = {};
    const form = (values: object) => ({ values, setErrors: (given: Record<string, string>) => (errors = given) });
    expect(showAtField(form({ name: '' }), refused)).toBe(false);
    expect(showAtField(form({ clientSecret: '' }), refused)).toBe(true);
    expect(errors).toEqual({ clientSecret: 'Copy its value.' });
  });
});

describe('keys of the matching page', () => {
  const stroke = (key: string) => ({ key, ctrlKey: false, metaKey: false, altKey: false });
  test('stand for actions', () => {
    expect(['j', 'k', 'a', 'm', 'c', 'i', '?', 'x'].map((key) => keyAction(stroke(key), false))).toEqual([
      'next', 'previous', 'accept', 'match', 'create', 'ignore', 'help', null,
    ]);
  });
  test('are letters while typing, and the browser\'s with Ctrl', () => {
    expect(keyAction(stroke('i'), true)).toBeNull();
    expect(keyAction({ ...stroke('a'), ctrlKey: true }, false)).toBeNull();
  });
});

test('removing the primary entry makes the first one left primary', () => {
  const entry = (value: string, primary: boolean) => ({ value, primary, labelName: '' });
  expect(without([entry('a', true), entry('b', false)], 0)).toEqual([entry('b', true)]);
  expect(without([entry('a', true), entry('b', false)], 1)).toEqual([entry('a', true)]);
});
