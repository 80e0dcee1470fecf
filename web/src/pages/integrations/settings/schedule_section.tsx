// When and how often tenants are synced by themselves.
import { Text } from '@mantine/core';
import type { SectionProps } from './section';

export function ScheduleSection(_: SectionProps) {
  return <Text size="sm">Nothing can be chosen here yet: the defaults are in force.</Text>;
}
