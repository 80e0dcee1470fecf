// Which of Microsoft's people, licenses and facts reach the documentation, with what it would bring.
import { Stack } from '@mantine/core';
import { ChoicePreviewPanel, useChoicePreview } from './choice_preview';
import type { Choosing } from './choice_model';
import { KindsPart, NarrowPart, OtherPart, SubscriptionsPart } from './choosing_parts';
import type { SectionProps } from './section';

export function ChoosingSection({ value, onChange, connectionId, tenantId }: SectionProps) {
  const choosing = value as unknown as Choosing;
  const change = (next: Choosing) => onChange(next);
  const preview = useChoicePreview(choosing, connectionId, tenantId);
  const part = { value: choosing, onChange: change, preview: preview.data };
  return (
    <Stack>
      <SubscriptionsPart {...part} />
      <OtherPart value={choosing} onChange={change} />
      <KindsPart {...part} />
      <NarrowPart {...part} />
      <ChoicePreviewPanel preview={preview} alone={tenantId !== undefined} />
    </Stack>
  );
}
