// Who is signed in here, and what that person may do.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError, setCsrf, show, write, type Item } from './client';
import { startEvents, stopEvents } from './events';
import type { Role, Session } from './resources';

const order: Role[] = ['lite', 'creator', 'editor', 'manager', 'administrator'];

export const roleNames: Record<Role, string> = {
  administrator: 'Administrator',
  manager: 'Manager',
  editor: 'Editor',
  creator: 'Creator',
  lite: 'Lite',
};

export const roleSentences: Record<Role, string> = {
  administrator: 'Everything, accounts and API keys too',
  manager: 'Integrations, matching and everything below',
  editor: 'Changes documentation and starts syncs',
  creator: 'Adds documentation, changes none',
  lite: 'Reads documentation',
};

export function atLeast(role: Role | undefined, needed: Role): boolean {
  return role !== undefined && order.indexOf(role) >= order.indexOf(needed);
}

export const sessionKey = ['/api/session'];

async function readSession(): Promise<Item<Session> | null> {
  try {
    const { item } = await show<Session>('/api/session');
    setCsrf(item.csrf ?? '');
    return item;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export function useSession() {
  return useQuery({ queryKey: sessionKey, queryFn: readSession, staleTime: 60_000 });
}

// What the signed-in person may do; false while nobody is.
export function useMay() {
  const role = useSession().data?.role;
  return {
    role,
    create: atLeast(role, 'creator'),
    edit: atLeast(role, 'editor'),
    manage: atLeast(role, 'manager'),
    administer: atLeast(role, 'administrator'),
  };
}

// Takes over a fresh session after signing in or using a one-time link.
export function useEnter() {
  const client = useQueryClient();
  return async () => {
    const session = await readSession();
    client.clear();
    client.setQueryData(sessionKey, session);
    startEvents();
  };
}

export function useLeave() {
  const client = useQueryClient();
  return async () => {
    await write('DELETE', '/api/session', 'sessions');
    stopEvents();
    setCsrf('');
    client.clear();
    client.setQueryData(sessionKey, null);
  };
}
