// After how many days without a sign-in a license counts as waste: chosen here, and kept for everybody by a manager.
import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import type { LicenseSettings } from '../../api/licenses';
import { useOne, useWrite } from '../../api/queries';
import { useMay } from '../../api/session';
import { tellError } from '../../parts/error_notice';

const path = '/api/license_settings';

export function InactiveChoice({ days, choose }: { days: string | undefined; choose: (days: string) => void }) {
  const may = useMay();
  const settings = useOne<LicenseSettings>(path);
  const write = useWrite<LicenseSettings>(path, '/api/licenses', '/api/license_holders');
  const usual = settings.data?.item.inactiveDays;
  const shown = days ?? String(usual ?? 90);
  const keep = () =>
    write.mutate({ method: 'PATCH', path, type: 'license-settings', attributes: { inactiveDays: Number(shown) } }, { onError: tellError });
  return (
    <Group gap="sm">
      <Text size="sm" id="inactive-label">
        Inactive after
      </Text>
      <SegmentedControl
        size="xs"
        aria-labelledby="inactive-label"
        value={shown}
        onChange={choose}
        data={(settings.data?.item.choices ?? [30, 60, 90]).map((one) => ({ value: String(one), label: `${one} days` }))}
      />
      {may.manage && usual !== undefined && shown !== String(usual) && (
        <Button size="compact-sm" variant="default" loading={write.isPending} onClick={keep}>
          Use {shown} days for everybody
        </Button>
      )}
    </Group>
  );
}
