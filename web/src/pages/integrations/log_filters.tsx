// What the sync log is filtered by beside its kind: tenant, data type, reason and period.
import { Group, Select, TextInput } from '@mantine/core';
import type { DataType } from '../../api/microsoft_data';
import { useList } from '../../api/queries';
import type { ReasonCode } from '../../api/sync_log';
import type { ListState, Search } from '../../parts/list_state';
import { plain } from '../../parts/words';
import { dayAfter, startOfDay } from './log_period';

interface ChoiceProps {
  label: string;
  name: string;
  data: { value: string; label: string }[];
  state: ListState;
}

function Choice({ label, name, data, state }: ChoiceProps) {
  return (
    <Select
      aria-label={label}
      placeholder={label}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${label}` }}
      style={{ flex: '1 1 160px' }}
      maw={260}
      data={data}
      value={state.search[name] ?? null}
      onChange={(value) => void state.set({ [name]: value ?? undefined })}
    />
  );
}

function Day({ label, name, state }: Omit<ChoiceProps, 'data'>) {
  return (
    <TextInput
      type="date"
      aria-label={label}
      title={label}
      w={150}
      value={state.search[name] ?? ''}
      onChange={(event) => void state.set({ [name]: event.currentTarget.value || undefined })}
    />
  );
}

export function LogFilters({ tenants, state }: { tenants: { id: string; name: string }[]; state: ListState }) {
  const types = useList<DataType>('/api/data_types', { size: 100 });
  const reasons = useList<ReasonCode>('/api/reason_codes', { size: 1000 });
  return (
    <Group gap="xs" role="group" aria-label="Filters">
      <Choice label="Tenant" name="tenant" state={state} data={tenants.map((one) => ({ value: one.id, label: one.name }))} />
      <Choice label="Data type" name="type" state={state} data={(types.data?.rows ?? []).map((one) => ({ value: one.name, label: one.title }))} />
      <Choice label="Reason" name="code" state={state} data={(reasons.data?.rows ?? []).map((one) => ({ value: one.code, label: plain(one.code) }))} />
      <Day label="From" name="since" state={state} />
      <Day label="To" name="until" state={state} />
    </Group>
  );
}

// What the URL says, as the server's filters.
export function logFilter(search: Search): Record<string, string | undefined> {
  return {
    tenantId: search.tenant,
    type: search.type,
    code: search.code,
    from: search.since ? startOfDay(search.since) : undefined,
    to: search.until ? dayAfter(search.until) : undefined,
  };
}

