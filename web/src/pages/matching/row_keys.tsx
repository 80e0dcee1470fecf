// The keyboard of the matching page: j and k move, a accepts, m matches, c creates, i ignores, o opens, ? explains.
import { Kbd, Modal, Table } from '@mantine/core';
import { useEffect, useRef } from 'react';

export type KeyAction = 'next' | 'previous' | 'accept' | 'match' | 'create' | 'ignore' | 'open' | 'help';

const actions: Record<string, KeyAction> = {
  j: 'next',
  k: 'previous',
  a: 'accept',
  m: 'match',
  c: 'create',
  i: 'ignore',
  o: 'open',
  '?': 'help',
};

const words: [string, string][] = [
  ['j', 'Next tenant'],
  ['k', 'Previous tenant'],
  ['a', 'Accept suggestion'],
  ['m', 'Match to another organization'],
  ['c', 'Create organization'],
  ['i', 'Ignore, or stop ignoring'],
  ['o', 'Open the organization of a matched tenant'],
  ['?', 'Show these keys'],
];

interface Stroke {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

// What a key stroke stands for, unless somebody is typing or holds a modifier. Pure.
export function keyAction(stroke: Stroke, typing: boolean): KeyAction | null {
  if (typing || stroke.ctrlKey || stroke.metaKey || stroke.altKey) return null;
  return actions[stroke.key] ?? null;
}

const writing = 'input, textarea, select, [contenteditable=true], [role=dialog], [role=listbox], [role=menu]';

export function useRowKeys(act: (action: KeyAction) => void) {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest(writing) !== null;
      const action = keyAction(event, typing);
      if (!action) return;
      event.preventDefault();
      latest.current(action);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

export function KeysHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys on this page" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Table withRowBorders={false}>
        <Table.Tbody>
          {words.map(([key, does]) => (
            <Table.Tr key={key}>
              <Table.Td w={60}>
                <Kbd>{key}</Kbd>
              </Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
