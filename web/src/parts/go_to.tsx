// Leads on to another address of this page, once, leaving no trace in the history.
// (The router's own Navigate goes again with every render, which never ends where the address is part of the target.)
import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

export function GoTo({ href }: { href: string }) {
  const router = useRouter();
  const [first] = useState(href);
  useEffect(() => router.history.replace(first), [router, first]);
  return null;
}
