// How much one sync may change before a person must agree.
import { Text } from '@mantine/core';
import type { SectionProps } from './section';

export function GuardSection(_: SectionProps) {
  return <Text size="sm">Nothing can be chosen here yet: the defaults are in force.</Text>;
}
