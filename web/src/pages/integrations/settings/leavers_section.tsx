// What becomes of a contact whose user is disabled, deleted or back again.
import { Text } from '@mantine/core';
import type { SectionProps } from './section';

export function LeaversSection(_: SectionProps) {
  return <Text size="sm">Nothing can be chosen here yet: the defaults are in force.</Text>;
}
