// Messages of notices by mail and webhook: which went, which did not and why; send one again.
import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconMailCheck } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { Item } from '../../api/client';
import { useList, useWrite } from '../../api/queries';
import type { NoticeDelivery } from '../../api/resources';
import { Age } from '../../parts/age';
import type { Column } from '../../parts/column';
import { DataTable } from '../../parts/data_table';
import { EmptyState } from '../../parts/empty_state';
import { tellError } from '../../parts/error_notice';
import { useListState } from '../../parts/list_state';
import { channelNames, messageLook } from '../../parts/notice_words';
import { PageTitle } from '../../parts/page_title';
import { StateBadge } from '../../parts/state_badge';

const path = '/api/notice_deliveries';
const over = new Set(['gave_up', 'unsure', 'dropped']);
const titleOf = (one: NoticeDelivery) => (one.event === 'mended' ? `Mended: ${one.title}` : one.title);

function columnsWith(again: (one: Item<NoticeDelivery>) => void): Column<NoticeDelivery>[] {
  return [
    {
      id: 'title',
      header: 'Message',
      cell: (one) => (
        <>
          <Text size="sm">{titleOf(one)}</Text>
          {one.lastError && (
            <Text size="xs" c="dimmed">
              {one.lastError}
            </Text>
          )}
        </>
      ),
      csv: titleOf,
    },
    { id: 'state', width: 130, header: 'State', cell: (one) => <StateBadge look={messageLook(one.state)} />, csv: (one) => one.state },
    { id: 'to', width: 210, header: 'To', wide: true, cell: (one) => `${one.accountName}, ${channelNames[one.channel]}`, csv: (one) => one.accountName },
    { id: 'channel', header: 'By', off: true, cell: (one) => channelNames[one.channel], csv: (one) => one.channel },
    { id: 'attempts', width: 90, header: 'Tries', right: true, wide: true, cell: (one) => one.attempts, csv: (one) => String(one.attempts) },
    { id: 'at', width: 120, header: 'Written', sort: 'created_at', cell: (one) => <Age at={one.createdAt} />, csv: (one) => one.createdAt },
    {
      id: 'actions',
      width: 120,
      header: '',
      right: true,
      cell: (one) =>
        over.has(one.state) ? (
          <Button size="compact-sm" variant="default" aria-label={`Send again: ${titleOf(one)} to ${one.accountName}`} onClick={() => again(one)}>
            Send again
          </Button>
        ) : null,
    },
  ];
}

const filters = [
  {
    name: 'state',
    options: [
      { value: 'gave_up,unsure', label: 'Not arrived' },
      { value: 'waiting', label: 'Waiting' },
      { value: 'sent', label: 'Sent' },
    ],
  },
];

export function Messages() {
  const state = useListState(['state']);
  const rows = useList<NoticeDelivery>(path, state.query);
  const save = useWrite(path);
  const columns = useMemo(
    () =>
      columnsWith((one) => {
        void save
          .mutateAsync({ path: `${path}/${one.id}/send_again`, type: 'notice-deliveries' })
          .then(() => notifications.show({ color: 'green', message: `“${titleOf(one)}” is sent again.` }))
          .catch(tellError);
      }),
    [save],
  );
  return (
    <>
      <PageTitle title="Messages" line="Notices that went out by mail and webhook, newest first, and what came of each." />
      <DataTable
        name="messages"
        path={path}
        state={state}
        result={rows}
        columns={columns}
        filters={filters}
        empty={<EmptyState icon={<IconMailCheck size={28} />} title="No messages yet" why="They appear here once somebody chose mail or a webhook under Notices and something happened." />}
      />
    </>
  );
}
