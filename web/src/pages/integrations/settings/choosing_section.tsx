// Which of Microsoft's people, licenses and devices reach the documentation.
import { Text } from '@mantine/core';
import type { SectionProps } from './section';

export function ChoosingSection(_: SectionProps) {
  return <Text size="sm">Nothing can be chosen here yet: the defaults are in force.</Text>;
}
