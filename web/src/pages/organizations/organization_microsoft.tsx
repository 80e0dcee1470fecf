// What Microsoft has of an organization's tenants: one table a kind of object, drawn by its declaration.
import { Alert, Anchor, Select, Skeleton, Stack, Text } from '@mantine/core';
import { IconCloud, IconInfoCircle } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useList, useOne } from '../../api/queries';
import type { DataType, MicrosoftRecord, TenantWithTypes } from '../../api/microsoft_data';
import type { Tenant } from '../../api/resources';
import { useMay } from '../../api/session';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { ErrorNotice } from '../../parts/error_notice';
import { LinkTo } from '../../parts/link';
import { useListState } from '../../parts/list_state';
import { useOrganization } from './organization_frame';
import { fieldText } from './record_text';

const shownAtOnce = 5; // columns beside the name; the others can be chosen
const seldom = new Set(['id', 'displayName']); // the name stands there already, and ids say little

function Name({ row }: { row: MicrosoftRecord }) {
  return (
    <>
      {row.manageUrl ? (
        <Anchor size="sm" href={row.manageUrl} target="_blank" rel="noreferrer">
          {row.title}
        </Anchor>
      ) : (
        row.title
      )}
      {row.notChosen && (
        <Text size="xs" c="dimmed" title={row.notChosenWhy ?? undefined} data-not-chosen={row.notChosen}>
          Not chosen
        </Text>
      )}
    </>
  );
}

function columnsOf(type: DataType | undefined): Column<MicrosoftRecord>[] {
  const fields = (type?.fields ?? []).filter((field) => field.shown);
  const first = fields.filter((field) => !seldom.has(field.name)).slice(0, shownAtOnce);
  return [
    {
      id: 'title',
      header: 'Name',
      sort: 'title',
      cell: (row) => <Name row={row} />,
      csv: (row) => row.title,
    },
    ...fields.map((field, at) => ({
      id: field.name,
      header: field.label,
      off: !first.includes(field),
      wide: at > 1,
      cell: (row: MicrosoftRecord) => fieldText(field, row.body?.[field.name]),
      csv: (row: MicrosoftRecord) => fieldText(field, row.body?.[field.name]),
    })),
    { id: 'changed', header: 'Changed', sort: 'changed_at', wide: true, cell: (row) => <Age at={row.changedAt} />, csv: (row) => row.changedAt },
  ];
}

// Why a tenant has nothing, or not all, of this kind.
function WhyMissing({ id, type }: { id: string; type: string }) {
  const tenant = useOne<TenantWithTypes>(`/api/tenants/${id}`).data?.item;
  const state = tenant?.types?.find((one) => one.type === type);
  if (!state?.sentence) return null;
  return (
    <Alert color={state.state === 'not_asked' ? 'gray' : 'yellow'} icon={<IconInfoCircle />} title={tenant?.name}>
      <Text size="sm">{state.sentence}</Text>
      {state.remedy && (
        <Text size="sm" c="dimmed">
          {state.remedy}
        </Text>
      )}
    </Alert>
  );
}

function WhyMissingOfAll({ organization, type }: { organization: string; type: string }) {
  const tenants = useList<Tenant>('/api/tenants', { size: 100, sort: 'name', filter: { organizationId: organization } });
  return <>{tenants.data?.rows.map((tenant) => <WhyMissing key={tenant.id} id={tenant.id} type={type} />)}</>;
}

const filters = [
  { name: 'gone', options: [{ value: 'true', label: 'No longer at Microsoft' }] },
  { name: 'notChosen', options: [{ value: 'true', label: 'Not chosen' }] },
];

export function OrganizationMicrosoft() {
  const { id } = useOrganization();
  const may = useMay();
  const state = useListState(['gone', 'notChosen'], 'title');
  const chosen = state.search.type ?? 'users';
  const types = useList<DataType>('/api/data_types', { size: 100 });
  const type = types.data?.rows.find((one) => one.name === chosen);
  const query = { ...state.query, filter: { ...state.query.filter, organizationId: id, type: chosen } };
  const records = useList<MicrosoftRecord>('/api/records', query);
  const columns = useMemo(() => columnsOf(type), [type]);
  return (
    <Stack>
      {types.isError && <ErrorNotice error={types.error} retry={() => void types.refetch()} />}
      <Select
        label="Kind of object"
        maw={320}
        allowDeselect={false}
        data={(types.data?.rows ?? []).map((one) => ({ value: one.name, label: one.title }))}
        value={chosen}
        onChange={(value) => state.set({ type: value ?? undefined, sort: undefined })}
      />
      {chosen === 'subscribed_skus' && (
        <Text size="sm">
          Who holds them, what is wasted and how it changed stands under{' '}
          <LinkTo size="sm" underline="always" to="/organizations/$id/licenses" params={{ id }}>
            Licenses
          </LinkTo>
          .
        </Text>
      )}
      {may.edit && <WhyMissingOfAll organization={id} type={chosen} />}
      {/* Which columns show at first depends on the kind, so that must be known. */}
      {type ? (
        <DataTable
          key={chosen}
          name={`microsoft-${chosen}`}
          path="/api/records"
          state={{ ...state, query }}
          result={records}
          columns={columns}
          filters={filters}
          searchLabel={`Search ${type.title.toLowerCase()}`}
          empty={
            <EmptyState
              icon={<IconCloud size={28} />}
              title="Nothing of this kind"
              why="Either the tenant has none, or it was not asked for it; where Microsoft refuses or a plan is missing, it is said above."
            />
          }
        />
      ) : (
        types.isPending && <Skeleton height={300} aria-label="Loading" />
      )}
    </Stack>
  );
}
