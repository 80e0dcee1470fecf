// What is related to a contact or a configuration, and why; taken apart with one click that can be undone.
import { ActionIcon, Group, Paper, Skeleton, Stack, Text, Title, Tooltip } from '@mantine/core';
import { IconDeviceLaptop, IconLicense, IconMapPin, IconUnlink, IconUser } from '@tabler/icons-react';
import type { RelatedItem } from '../../api/assets';
import type { Item } from '../../api/client';
import { useList, useWrite } from '../../api/queries';
import { useMay } from '../../api/session';
import { ErrorNotice } from '../../parts/error_notice';
import { LinkTo } from '../../parts/link';
import { MicrosoftBadge } from '../../parts/source_badge';
import { tellUndo } from '../../parts/tell_undo';
import { RelatePicker } from './relate_picker';

const icons = { contact: IconUser, configuration: IconDeviceLaptop, location: IconMapPin, flexible_asset: IconLicense } as const;

function Name({ one }: { one: Item<RelatedItem> }) {
  const id = String(one.resourceId);
  if (one.assetType === 'contact')
    return (
      <LinkTo size="sm" fw={500} to="/contacts/$id" params={{ id }}>
        {one.name}
      </LinkTo>
    );
  if (one.assetType === 'configuration')
    return (
      <LinkTo size="sm" fw={500} to="/configurations/$id" params={{ id }}>
        {one.name}
      </LinkTo>
    );
  if (one.assetType === 'flexible_asset')
    return (
      <LinkTo size="sm" fw={500} to="/organizations/$id/licenses" params={{ id: String(one.organizationId) }}>
        {one.name}
      </LinkTo>
    );
  return (
    <LinkTo size="sm" fw={500} to="/organizations/$id/locations" params={{ id: String(one.organizationId) }}>
      {one.name}
    </LinkTo>
  );
}

function Line({ one, onRemove }: { one: Item<RelatedItem>; onRemove: (() => void) | undefined }) {
  const Icon = icons[one.assetType] ?? IconUser;
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start" data-related={one.name}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Icon size={18} aria-hidden />
        <div>
          <Name one={one} />
          <Text size="sm" c="dimmed">
            {one.notes ?? one.sentence}
          </Text>
          {one.source === 'microsoft' && <MicrosoftBadge at={one.createdAt} />}
        </div>
      </Group>
      {onRemove && (
        <Tooltip label="Take apart: no sync relates them again" withArrow>
          <ActionIcon variant="default" onClick={onRemove} aria-label={`Take ${one.name} apart`}>
            <IconUnlink size={16} />
          </ActionIcon>
        </Tooltip>
      )}
    </Group>
  );
}

interface Props {
  kind: 'contact' | 'configuration';
  id: string;
  organizationId: string;
}

export function RelatedItems({ kind, id, organizationId }: Props) {
  const may = useMay();
  const path = `/api/${kind}s/${id}/relationships/related_items`;
  const found = useList<RelatedItem>(path);
  const write = useWrite<RelatedItem>('/api/contacts', '/api/configurations');
  const remove = async (one: Item<RelatedItem>) => {
    await write.mutateAsync({ method: 'DELETE', path: `${path}/${one.id}`, type: 'related-items' });
    tellUndo(`${one.name} is no longer related.`, async () => {
      await write.mutateAsync({ path: `${path}/${one.id}/restore`, type: 'related-items' });
    });
  };
  const rows = found.data?.rows ?? [];
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="related">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5" id="related">
          Related
        </Title>
        {may.edit && (
          <RelatePicker
            kind={kind}
            organizationId={organizationId}
            onChoose={(chosen) =>
              void write.mutateAsync({
                path,
                type: 'related-items',
                attributes: { destinationType: kind === 'contact' ? 'configuration' : 'contact', destinationId: Number(chosen) },
              })
            }
          />
        )}
      </Group>
      {found.isPending && <Skeleton height={60} />}
      {found.isError && <ErrorNotice error={found.error} retry={() => void found.refetch()} />}
      {write.isError && <ErrorNotice error={write.error} />}
      {found.isSuccess && rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {kind === 'contact'
            ? 'No device is related to this contact: Intune names none of them as its user’s, and nobody has related one.'
            : 'Nobody is related to this configuration: Microsoft names no user of the device whose contact is documented here.'}
        </Text>
      )}
      <Stack gap="sm">
        {rows.map((one) => (
          <Line key={one.id} one={one} onRemove={may.edit ? () => void remove(one) : undefined} />
        ))}
      </Stack>
    </Paper>
  );
}
