// Health of tenants: one square each, colored and marked by its state, worst first.
import { Box, Group, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Item } from '../../api/client';
import { useLive } from '../../api/events';
import type { Tenant } from '../../api/resources';
import { stateIcons, stripes } from '../../parts/state_badge';
import { tenantNow, type Now } from '../../parts/tenant_status';
import { looks, number, type StateLook } from '../../parts/words';

const squareSize = 30;
const worstFirst: StateLook['kind'][] = ['failed', 'held', 'gaps', 'unknown', 'syncing', 'queued', 'ok', 'paused'];

function squareStyle(look: StateLook) {
  return {
    width: squareSize,
    height: squareSize,
    display: 'grid',
    placeItems: 'center',
    borderRadius: 'var(--mantine-radius-sm)',
    background: look.kind === 'paused' ? stripes : `var(--mantine-color-${look.color}-light)`,
    border: look.kind === 'unknown' ? '1px dashed var(--mantine-color-violet-5)' : `1px solid var(--mantine-color-${look.color}-outline)`,
  };
}

function Square({ tenant, now }: { tenant: Item<Tenant>; now: Now }) {
  const name = `${tenant.name}: ${now.look.word}`;
  const label = now.why ? `${name}. ${now.why}` : name;
  const square = { 'aria-label': name, style: squareStyle(now.look), 'data-state': now.look.kind };
  const run = tenant.lastRun ? String(tenant.lastRun.id) : null;
  return (
    <Tooltip label={label} multiline maw={320} withArrow events={{ hover: true, focus: true, touch: true }}>
      {run ? (
        <UnstyledButton renderRoot={(props) => <Link to="/runs/$id" params={{ id: run }} {...props} />} {...square}>
          {stateIcons[now.look.kind]}
        </UnstyledButton>
      ) : (
        <Box role="img" tabIndex={0} {...square}>
          {stateIcons[now.look.kind]}
        </Box>
      )}
    </Tooltip>
  );
}

export function HealthGrid({ tenants }: { tenants: Item<Tenant>[] }) {
  const live = useLive();
  const squares = tenants
    .map((tenant) => ({ tenant, now: tenantNow(tenant, live.get(Number(tenant.id))) }))
    .sort((a, b) => worstFirst.indexOf(a.now.look.kind) - worstFirst.indexOf(b.now.look.kind));
  const counts = worstFirst
    .map((kind) => ({ kind, count: squares.filter((one) => one.now.look.kind === kind).length }))
    .filter((one) => one.count > 0);
  return (
    <>
      <Group gap={6}>
        {squares.map(({ tenant, now }) => (
          <Square key={tenant.id} tenant={tenant} now={now} />
        ))}
      </Group>
      <Group gap="md" mt="sm">
        {counts.map(({ kind, count }) => (
          <Group key={kind} gap={4}>
            {stateIcons[kind]}
            <Text size="sm">
              {number(count)} {looks[kind].word}
            </Text>
          </Group>
        ))}
      </Group>
    </>
  );
}
