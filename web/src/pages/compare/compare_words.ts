// What was done about differences, in words. Pure.
import type { CompareAct, CompareAnswer } from '../../api/compare';

const fields = (count: number) => `${count} ${count === 1 ? 'field' : 'fields'}`;

export function answerWords(act: CompareAct, done: number): string {
  if (act === 'take') return `${fields(done)} taken from Microsoft. Each contact's history has what stood there before.`;
  if (act === 'keep') return `Ours kept in ${fields(done)}: locked, so that no sync writes them.`;
  return `${fields(done)} unlocked. The next sync may write them again.`;
}

// Why something was left; at most three different reasons.
export function leftWords(answer: CompareAnswer): string {
  const reasons = [...new Set(answer.notDone.map((one) => one.sentence))];
  return reasons.slice(0, 3).join(' ');
}
