// Asking the server and remembering the answers: one key a path, so that an event can refresh what it touches.
import {
  keepPreviousData,
  QueryCache,
  QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { ApiError, list, show, write, type ListQuery, type One, type Page } from './client';

export const queryClient = new QueryClient({
  queryCache: new QueryCache(),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // An answer that says "no" stays "no"; only silence and overload are worth another try.
      retry: (count, error) =>
        count < 2 && error instanceof ApiError && (error.status === 0 || error.status === 503),
    },
  },
});

export function useList<A>(path: string, query: ListQuery = {}, enabled = true) {
  return useQuery<Page<A>, Error>({
    queryKey: [path, query],
    queryFn: () => list<A>(path, query),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useOne<A>(path: string, enabled = true) {
  return useQuery<One<A>, Error>({ queryKey: [path], queryFn: () => show<A>(path), enabled });
}

// Refreshes every remembered answer whose path starts with one of these.
export function refresh(client: QueryClient, ...paths: string[]) {
  return client.invalidateQueries({
    predicate: (query) => paths.some((path) => String(query.queryKey[0]).startsWith(path)),
  });
}

interface WriteRequest {
  method?: 'POST' | 'PATCH' | 'DELETE';
  path: string;
  type: string;
  attributes?: Record<string, unknown>;
}

// One write; afterwards the named paths are asked again.
// Sends, and does what follows from the answer also where the part of the page that asked is gone by then: lists that the write
// refreshes may take it away first, and what is passed to mutate() itself would then be forgotten.
export function send<A>(
  write: { mutateAsync: (request: WriteRequest) => Promise<One<A>> },
  request: WriteRequest,
  follow: { onSuccess?: (answer: One<A>) => void; onError?: (error: Error) => void } = {},
) {
  write.mutateAsync(request).then(follow.onSuccess, (error: Error) => follow.onError?.(error));
}

export function useWrite<A>(...refreshes: string[]) {
  const client = useQueryClient();
  return useMutation<One<A>, Error, WriteRequest>({
    mutationFn: (request) =>
      write<A>(request.method ?? 'POST', request.path, request.type, request.attributes),
    onSuccess: () => refresh(client, ...refreshes),
  });
}
