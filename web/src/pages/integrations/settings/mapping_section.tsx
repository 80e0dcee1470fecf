// Which of Microsoft's fields goes where, and who wins where both have a value.
import { Text } from '@mantine/core';
import type { SectionProps } from './section';

export function MappingSection(_: SectionProps) {
  return <Text size="sm">Nothing can be chosen here yet: the defaults are in force.</Text>;
}
