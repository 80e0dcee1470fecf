// What is not known of some holders, and why: it is never counted as waste.
import { Alert, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { License } from '../../api/licenses';
import { missingFacts } from './license_words';

const titles = { mailbox: 'Kind of mailbox not known', sign_ins: 'Sign-ins not known' };

export function MissingFacts({ rows }: { rows: License[] }) {
  return (
    <>
      {missingFacts(rows).map((one) => (
        <Alert key={`${one.tenantName} ${one.fact}`} color="gray" icon={<IconInfoCircle />} title={`${one.tenantName}: ${titles[one.fact]}`}>
          <Text size="sm">
            {one.sentence} Holders concerned: {one.count}; they do not count as waste for it.
          </Text>
          {one.remedy && (
            <Text size="sm" c="dimmed">
              {one.remedy}
            </Text>
          )}
        </Alert>
      ))}
    </>
  );
}
