// Who wrote a value: Microsoft's facts carry the mark and their age; what people wrote is plain text.
import { Badge, Tooltip } from '@mantine/core';
import { IconBrandWindows } from '@tabler/icons-react';
import { useNow } from './age';
import { ageText, exactText } from './words';

// On a narrow page the words wrap rather than being cut off.
const wraps = { h: 'auto', mih: 18, styles: { label: { whiteSpace: 'normal', overflow: 'visible' } } } as const;

export function MicrosoftBadge({ at }: { at?: string | null | undefined }) {
  const now = useNow();
  const badge = (
    <Badge
      {...wraps}
      variant="light"
      color="cyan"
      c="var(--mantine-color-text)"
      tt="none"
      fw={500}
      size="sm"
      radius="sm"
      leftSection={<IconBrandWindows size={12} />}
    >
      Microsoft 365{at ? ` · ${ageText(at, now)}` : ''}
    </Badge>
  );
  if (!at) return badge;
  return (
    <Tooltip label={`As Microsoft said on ${exactText(at)}`} withArrow>
      {badge}
    </Tooltip>
  );
}

const words: Record<string, string> = {
  person: 'Written by a person',
  import: 'Imported',
  api: 'API',
  psa: 'From the PSA',
};

// Microsoft gets its badge; the others a quiet word.
export function SourceBadge({ source, at }: { source: string | null | undefined; at?: string | null }) {
  const now = useNow();
  if (!source) return null;
  if (source === 'microsoft') return <MicrosoftBadge at={at} />;
  const badge = (
    <Badge {...wraps} variant="default" tt="none" fw={400} size="sm" radius="sm">
      {words[source] ?? source}
      {at ? ` · ${ageText(at, now)}` : ''}
    </Badge>
  );
  return at ? (
    <Tooltip label={exactText(at)} withArrow>
      {badge}
    </Tooltip>
  ) : (
    badge
  );
}
