// The doctor's rules on the page: words and colors of its states, what stands first, how the chain reads. Pure.
import type { DoctorFinding, DoctorState, DoctorTrace, TraceLink } from '../../api/resources';
import { count, type StateLook } from '../../parts/words';

export const doctorLooks: Record<DoctorState, StateLook> = {
  broken: { word: 'Broken', color: 'red', kind: 'failed' },
  attention: { word: 'Needs attention', color: 'yellow', kind: 'gaps' },
  unknown: { word: 'Unknown', color: 'violet', kind: 'unknown' },
  ok: { word: 'OK', color: 'green', kind: 'ok' },
};

const ranks: DoctorState[] = ['broken', 'attention', 'unknown', 'ok'];
export const rank = (state: DoctorState) => ranks.indexOf(state);

export const worstFirst = <A extends { state: DoctorState }>(rows: A[]): A[] =>
  rows.map((row, at) => ({ row, at })).sort((a, b) => rank(a.row.state) - rank(b.row.state) || a.at - b.at).map(({ row }) => row);

export const troubles = (findings: DoctorFinding[]) => worstFirst(findings.filter((one) => one.state !== 'ok'));

// "2 broken, 1 to look at, 3 unknown", or that nothing is.
export function summary(counts: { broken: number; attention: number; unknown: number }): string {
  const parts = [
    counts.broken > 0 && `${counts.broken} broken`,
    counts.attention > 0 && `${counts.attention} to look at`,
    counts.unknown > 0 && `${counts.unknown} unknown`,
  ].filter(Boolean);
  return parts.length === 0 ? 'Nothing is amiss' : parts.join(', ');
}

export const fineText = (fine: number) => `${count(fine, 'line')} ${fine === 1 ? 'is' : 'are'} fine`;

const partTitles: Record<string, string> = {
  role: 'Role',
  relationship: 'Relationship',
  group: 'Group',
  account: 'Account',
  application: 'App',
};
export const partTitle = (kind: string) => partTitles[kind] ?? kind;

// The chain as one sentence, for those who hear it.
export function traceText(trace: DoctorTrace): string {
  const chain = trace.parts.map((part) => `${partTitle(part.kind)}: ${part.label || 'not known'}`).join(', then ');
  const worst = worstFirst(trace.links)[0];
  if (!worst || worst.state === 'ok') return `${chain}. Every link holds.`;
  return `${chain}. ${linkText(worst)}`;
}

export const linkText = (link: TraceLink) =>
  link.state === 'ok'
    ? `From ${partTitle(link.from)} to ${partTitle(link.to)}: holds.`
    : `From ${partTitle(link.from)} to ${partTitle(link.to)}: ${doctorLooks[link.state].word.toLowerCase()}. ${link.sentence}`;
