// A list's search, filters, sort and page live in the URL, so that a link shows the same list.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { ListQuery } from '../api/client';

export type Search = Record<string, string | undefined>;

// Flat `?name=value` pairs, for the router.
export function parseSearch(text: string): Search {
  return Object.fromEntries(new URLSearchParams(text.replace(/^\?/, '')));
}
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value));
  }
  const joined = params.toString();
  return joined ? `?${joined}` : '';
}

export const pageSizes = [50, 200, 1000];

const positive = (value: string | undefined, otherwise: number) => {
  const parsed = Number(value);
  return Number.isInteger(parsed) && parsed > 0 ? parsed : otherwise;
};

// The query for the server that these URL values stand for. Pure.
export function queryOf(search: Search, filters: string[], defaultSort?: string): Required<Omit<ListQuery, 'sort'>> & { sort: string | undefined } {
  const filter: Record<string, string | undefined> = {};
  if (search.q) filter.search = search.q;
  for (const name of filters) if (search[name]) filter[name] = search[name];
  return {
    page: positive(search.page, 1),
    size: Math.min(positive(search.size, 50), 1000),
    sort: search.sort ?? defaultSort,
    filter: filter as Record<string, string>,
  };
}

// `-name` → `name` → unsorted order of a column that was clicked. Pure.
export function nextSort(current: string | undefined, column: string): string {
  return current === column ? `-${column}` : column;
}

export function usePageSearch() {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const set = useCallback(
    (values: Search, replace = true) =>
      navigate({ to: '.', search: (before: Search) => ({ ...before, ...values }), replace } as never),
    [navigate],
  );
  return { search, set };
}

export function useListState(filters: string[], defaultSort?: string) {
  const { search, set } = usePageSearch();
  const names = filters.join(',');
  const query = useMemo(
    () => queryOf(search, names ? names.split(',') : [], defaultSort),
    [search, names, defaultSort],
  );
  return {
    search,
    query,
    set: (values: Search) => set({ page: undefined, ...values }),
    setPage: (page: number) => set({ page: page > 1 ? String(page) : undefined }, false),
  };
}
export type ListState = ReturnType<typeof useListState>;
