// What the outcomes and the fields of a preview are called.
import type { FieldWrite, Outcome, PreviewRow, WholePreview } from '../../api/previews';
import { percent } from '../../parts/words';

interface OutcomeWords {
  value: Outcome;
  label: string; // of the chip
  word: string; // in a row
  color: string;
}

// In the order in which a person should look.
export const outcomes: OutcomeWords[] = [
  { value: 'join', label: 'Would join two people', word: 'Two people', color: 'orange' },
  { value: 'unclear', label: 'Unclear', word: 'Unclear', color: 'orange' },
  { value: 'hold', label: 'New, for review', word: 'For review', color: 'orange' },
  { value: 'held', label: 'Held, so many at once', word: 'Held', color: 'orange' },
  { value: 'create', label: 'New', word: 'New', color: 'blue' },
  { value: 'match', label: 'Match', word: 'Match', color: 'green' },
  { value: 'update', label: 'Brought up to date', word: 'Changes', color: 'blue' },
  { value: 'skip', label: 'Left out', word: 'Left out', color: 'gray' },
  { value: 'not-chosen', label: 'Not chosen', word: 'Not chosen', color: 'gray' },
];

export const outcomeWords = (outcome: string) => outcomes.find((one) => one.value === outcome) ?? { value: outcome, label: outcome, word: outcome, color: 'gray' };

const keys: Record<Outcome, keyof WholePreview> = {
  match: 'match',
  create: 'create',
  update: 'update',
  unclear: 'unclear',
  join: 'join',
  hold: 'hold',
  held: 'held',
  skip: 'skip',
  'not-chosen': 'notChosen',
};
export const countOf = (preview: WholePreview, outcome: Outcome) => Number(preview[keys[outcome]] ?? 0);

const fields: Record<string, string> = {
  first_name: 'First name',
  last_name: 'Last name',
  title: 'Title',
  contact_type: 'Type',
  emails: 'E-mail',
  phones: 'Phone',
  primary_email: 'Primary e-mail',
  primary_phone: 'Primary phone',
};

// "emails/ann@contoso.com/label" is of the field "E-mail".
export function fieldWords(write: FieldWrite): string {
  const name = write.path.split('/')[0] ?? '';
  return fields[name] ?? name;
}

// What a write does, in words: 'set to "Clerk"', '"Clerk" becomes "Lead"'.
export function writeWords(write: FieldWrite): string {
  const inPath = write.path.split('/')[1] ?? '';
  if (write.op === 'add') return `${write.new || inPath} is added`;
  if (write.op === 'remove') return `${write.old || inPath} is taken away`;
  if (write.new === '') return `“${write.old}” is cleared`;
  return write.old === '' ? `set to “${write.new}”` : `“${write.old}” becomes “${write.new}”`;
}

// The fields that a row writes, each once: "Title, E-mail, Phone".
export const fieldsOf = (row: PreviewRow) => [...new Set(row.writes.map(fieldWords))].join(', ');

const reasons: Record<string, string> = {
  alias: 'by an address',
  user_name: 'by the user name',
  name: 'by first and last name',
  chosen: 'as somebody decided',
};
export const matchWords = (row: PreviewRow) => (row.outcome === 'match' ? `${reasons[row.reason] ?? row.reason}, ${percent(row.confidence)} sure` : '');
