// The words for Microsoft's states of a person. Pure, so that tests can read them.

export type PersonState = 'enabled' | 'disabled' | 'unlicensed' | 'shared' | 'soft_deleted' | 'deleted' | 'removed' | 'returned';

interface PersonWord {
  word: string;
  color: string;
  why: string;
}

const words: Record<PersonState, PersonWord> = {
  enabled: { word: 'Enabled', color: 'green', why: 'The Microsoft account is enabled.' },
  disabled: { word: 'Disabled', color: 'orange', why: 'The Microsoft account is there, but may not sign in.' },
  unlicensed: { word: 'Unlicensed', color: 'yellow', why: 'The Microsoft account has no license.' },
  shared: { word: 'Shared mailbox', color: 'blue', why: 'The mailbox of this Microsoft account is a shared one.' },
  soft_deleted: { word: 'Deleted, restorable', color: 'red', why: 'Deleted at Microsoft; for 30 days it can be restored there.' },
  deleted: { word: 'Deleted', color: 'red', why: 'Deleted at Microsoft for good.' },
  removed: { word: 'Not listed any more', color: 'violet', why: "Not in Microsoft's list any more. Whether it can be restored is not known: Microsoft did not let Reeve look." },
  returned: { word: 'Returned', color: 'green', why: 'Back at Microsoft.' },
};

export function personStateWord(state: string): PersonWord {
  return words[state as PersonState] ?? { word: state, color: 'violet', why: 'This state is not known here.' };
}

export const personStateOptions = (['enabled', 'disabled', 'unlicensed', 'shared', 'soft_deleted', 'deleted', 'removed'] as const).map((value) => ({
  value,
  label: words[value].word,
}));

const gone = new Set(['soft_deleted', 'deleted', 'removed']);

// What a step of the timeline is called.
export function stepOf(before: string, after: string): PersonState {
  return gone.has(before) && !gone.has(after) ? 'returned' : (after as PersonState);
}

export function stepWords(before: string, after: string): string {
  const from = personStateWord(before).word.toLowerCase();
  const to = personStateWord(after).word;
  if (stepOf(before, after) !== 'returned') return `${to} (was ${from})`;
  return after === 'enabled' ? `Returned (was ${from})` : `Returned as ${to.toLowerCase()} (was ${from})`;
}
