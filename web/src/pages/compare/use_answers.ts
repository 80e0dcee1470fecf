// Sends answers to differences, and tells what came of them.
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { write, type Item } from '../../api/client';
import type { CompareAct, CompareAnswer, Comparison } from '../../api/compare';
import { refresh } from '../../api/queries';
import { tellError } from '../../parts/error_notice';
import { answerWords, leftWords } from './compare_words';

const type = 'comparison-answers';
const atOnce = 200; // what the server takes in one request

export interface AllFilter {
  search?: string | undefined;
  field?: string | undefined;
  assetKind?: string | undefined;
}

function tell(act: CompareAct, done: number, why: string) {
  if (done > 0) notifications.show({ color: 'green', message: answerWords(act, done) });
  if (why) notifications.show({ color: 'yellow', message: why });
}

export function useAnswers(organization: number | string) {
  const client = useQueryClient();
  const [busy, setBusy] = useState<{ done: number; of: number }>();
  const path = `/api/organizations/${organization}/compare`;
  const ask = async (act: CompareAct, attributes: Record<string, unknown>) =>
    (await write<CompareAnswer>('POST', `${path}/${act}`, type, attributes)).item;
  const refreshAll = () => refresh(client, path, '/api/contacts', '/api/configurations', `/api/organizations/${organization}`);
  const guarded = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      tellError(error);
    } finally {
      setBusy(undefined);
      await refreshAll();
    }
  };
  const some = (rows: Item<Comparison>[], act: CompareAct) =>
    guarded(async () => {
      let done = 0;
      let why = '';
      for (let at = 0; at < rows.length; at += atOnce) {
        const part = rows.slice(at, at + atOnce).map(({ assetKind, assetId, field }) => ({ assetKind, assetId, field }));
        const answer = await ask(act, { rows: part });
        done += answer.done;
        why ||= leftWords(answer);
      }
      tell(act, done, why);
    });
  // Part by part, so that one sees how far it is and no request is long.
  const all = (act: CompareAct, filter: AllFilter, of: number) =>
    guarded(async () => {
      let done = 0;
      for (let left = of; left > 0; ) {
        setBusy({ done, of });
        const answer = await ask(act, { all: true, ...filter });
        done += answer.done;
        left = answer.done === 0 ? 0 : answer.left;
        if (left === 0) tell(act, done, leftWords(answer));
      }
    });
  return { some, all, busy };
}
