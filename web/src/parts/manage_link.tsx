// "Manage": a link into Microsoft's admin center, in a tab of its own.
import { Button, type ButtonProps } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';

// The other page learns nothing of ours and cannot reach back.
export const elsewhere = { target: '_blank', rel: 'noopener noreferrer' } as const;

export function ManageLink({ url, of, ...rest }: { url: string; of: string } & ButtonProps) {
  return (
    <Button
      component="a"
      href={url}
      {...elsewhere}
      size="compact-sm"
      variant="default"
      rightSection={<IconExternalLink size={14} />}
      aria-label={`Manage ${of} in Microsoft's admin center`}
      {...rest}
    >
      Manage
    </Button>
  );
}
