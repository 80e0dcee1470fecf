// An organization's locations, each with who wrote its address.
import { Badge, Card, Group, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { IconMapPin } from '@tabler/icons-react';
import type { Location } from '../../api/assets';
import type { Item } from '../../api/client';
import { useList } from '../../api/queries';
import { EmptyState } from '../../parts/empty_state';
import { ErrorNotice } from '../../parts/error_notice';
import { SourceBadge } from '../../parts/source_badge';
import { useOrganization } from './organization_frame';

const townOf = (one: Location) => [[one.postalCode, one.city].filter(Boolean).join(' '), one.regionName].filter(Boolean).join(', ');

function Place({ one }: { one: Item<Location> }) {
  const lines = [one.address1, one.address2, townOf(one), one.countryName, one.phone && `Phone ${one.phone}`].filter(Boolean);
  const source = one.sources['address1'] ?? one.sources['name'];
  return (
    <Card withBorder component="article" data-location={one.name}>
      <Group justify="space-between" mb={4}>
        <Text fw={500} style={{ overflowWrap: 'anywhere' }}>
          {one.name}
        </Text>
        {one.primary && (
          <Badge variant="default" tt="none" size="sm">
            Primary
          </Badge>
        )}
      </Group>
      <Stack gap={0} mb="xs">
        {lines.length === 0 && (
          <Text size="sm" c="dimmed">
            No address written.
          </Text>
        )}
        {lines.map((line) => (
          <Text key={line} size="sm">
            {line}
          </Text>
        ))}
        {one.notes && (
          <Text size="sm" c="dimmed" mt={4} style={{ whiteSpace: 'pre-wrap' }}>
            {one.notes}
          </Text>
        )}
      </Stack>
      <SourceBadge source={source} />
    </Card>
  );
}

export function OrganizationLocations() {
  const { id } = useOrganization();
  const found = useList<Location>(`/api/organizations/${id}/relationships/locations`, { size: 200, sort: 'name' });
  if (found.isError) return <ErrorNotice error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton height={160} aria-label="Loading" />;
  if (found.data.rows.length === 0)
    return (
      <EmptyState
        icon={<IconMapPin size={28} />}
        title="No locations yet"
        why="Nobody has written one, and no matched Microsoft tenant has a street in its address."
      />
    );
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
      {found.data.rows.map((one) => (
        <Place key={one.id} one={one} />
      ))}
    </SimpleGrid>
  );
}
