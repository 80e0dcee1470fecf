// "12 min ago", with the exact time in the reader's zone on hover; counts on by itself.
import { Text, Tooltip, type TextProps } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useState } from 'react';
import { ageText, exactText } from './words';

const tickMilliseconds = 30_000;

export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useInterval(() => setNow(new Date()), tickMilliseconds, { autoInvoke: true });
  return now;
}

export function Age({ at, ...props }: { at: string | null | undefined } & TextProps) {
  const now = useNow();
  const text = ageText(at, now > new Date() ? now : new Date());
  if (!at) {
    return (
      <Text span size="sm" c="dimmed" {...props}>
        {text}
      </Text>
    );
  }
  return (
    <Tooltip label={exactText(at)} withArrow>
      <Text span size="sm" {...props}>
        <time dateTime={at}>{text}</time>
      </Text>
    </Tooltip>
  );
}
