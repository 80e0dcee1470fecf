// An error in words: what happened, why, what to do. The code stands behind "Details", with a copy button.
import { Alert, Button, Code, Collapse, CopyButton, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ApiError } from '../api/client';
import { errorTitle } from './words';

export function sentenceOf(error: unknown): string {
  if (error instanceof ApiError) return error.detail || error.title;
  if (error instanceof Error) return error.message;
  return 'Something went wrong. Try again.';
}

function titleOf(error: unknown): string {
  return error instanceof ApiError ? errorTitle(error.status) : 'That did not work';
}

function detailsOf(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error);
  return [
    `code: ${error.code}`,
    `status: ${error.status || 'no answer'}`,
    error.pointer && `field: ${error.pointer}`,
    error.request && `request: ${error.request}`,
  ]
    .filter(Boolean)
    .join('\n');
}

interface NoticeProps {
  title: string;
  sentence: string;
  remedy?: string | null | undefined;
  details?: string | null | undefined;
  color?: string;
  retry?: (() => void) | undefined;
  retryLabel?: string;
  more?: ReactNode; // other ways out, as buttons
}

export function Notice({ title, sentence, remedy, details, color = 'red', retry, retryLabel, more }: NoticeProps) {
  const [open, { toggle }] = useDisclosure(false);
  return (
    <Alert color={color} title={title} icon={<IconAlertCircle />} role="alert" variant="light" styles={{ body: { minWidth: 0 } }}>
      <Stack gap="xs">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {sentence}
          {remedy ? ` ${remedy}` : ''}
        </Text>
        <Group gap="xs">
          {retry && (
            <Button size="compact-sm" variant="default" onClick={retry}>
              {retryLabel ?? 'Try again'}
            </Button>
          )}
          {more}
          {details && (
            <Button size="compact-sm" variant="default" onClick={toggle} aria-expanded={open}>
              Details
            </Button>
          )}
          {details && open && (
            <CopyButton value={details}>
              {({ copied, copy }) => (
                <Button size="compact-sm" variant="default" onClick={copy}>
                  {copied ? 'Copied' : 'Copy'}
                </Button>
              )}
            </CopyButton>
          )}
        </Group>
        {details && (
          <Collapse expanded={open}>
            <Code block>{details}</Code>
          </Collapse>
        )}
      </Stack>
    </Alert>
  );
}

export function ErrorNotice({ error, retry }: { error: unknown; retry?: () => void }) {
  return <Notice title={titleOf(error)} sentence={sentenceOf(error)} details={detailsOf(error)} retry={retry} />;
}

// For an action whose place on the page is small: the sentence as a notification.
export function tellError(error: unknown) {
  notifications.show({
    color: 'red',
    title: titleOf(error),
    message: sentenceOf(error),
    autoClose: 10_000,
  });
}
