// One asset beside the record that speaks for it, field by field.
import { Text } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import type { Item } from '../../api/client';
import type { CompareAct, Comparison } from '../../api/compare';
import { useList } from '../../api/queries';
import { useMay } from '../../api/session';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { useListState } from '../../parts/list_state';
import { compareColumns } from './compare_columns';
import { useAnswers } from './use_answers';

interface Props {
  kind: 'contacts' | 'configurations';
  asset: { id: string; organizationId: number };
  why: string; // there is nothing to compare with
}

export function AssetCompare({ kind, asset, why }: Props) {
  const may = useMay();
  const state = useListState([]);
  const path = `/api/${kind}/${asset.id}/compare`;
  const rows = useList<Comparison>(path);
  const { some } = useAnswers(asset.organizationId);
  const act = (chosen: Item<Comparison>[], what: CompareAct) => void some(chosen, what);
  return (
    <>
      {rows.data?.rows[0] && (
        <Text size="sm" c="dimmed" mb="xs">
          Compared with {rows.data.rows[0].recordTitle} of {rows.data.rows[0].tenantName}.
        </Text>
      )}
      <DataTable
        name={`${kind}-compare`}
        path={path}
        state={state}
        result={rows}
        columns={compareColumns(false, may.edit ? act : undefined)}
        cards
        csv={false}
        empty={<EmptyState icon={<IconArrowsDiff size={28} />} title="Nothing to compare with" why={why} />}
      />
    </>
  );
}
