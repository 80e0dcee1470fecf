// What is not known of some holders, and why: it is never counted as waste.
import { Alert, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { License } from '../../api/licenses';
import { missingFacts } from './license_words';

const titles = { mailbox: 'Kind of mailbox', sign_ins: 'Sign-ins' };

// One box for all of them; the tenant is named where there are several.
export function MissingFacts({ rows }: { rows: License[] }) {
  const facts = missingFacts(rows);
  if (facts.length === 0) return null;
  const several = new Set(rows.map((row) => row.tenantName)).size > 1;
  const remedies = [...new Set(facts.flatMap((one) => one.remedy ?? []))];
  return (
    <Alert color="gray" icon={<IconInfoCircle />} title="Not known, and therefore not counted as waste">
      {facts.map((one) => (
        <Text size="sm" key={`${one.tenantName} ${one.fact}`}>
          <b>
            {titles[one.fact]} of {one.count} {one.count === 1 ? 'holder' : 'holders'}
            {several ? ` at ${one.tenantName}` : ''}:
          </b>{' '}
          {one.sentence}
        </Text>
      ))}
      {remedies.map((remedy) => (
        <Text size="sm" c="dimmed" mt={4} key={remedy}>
          {remedy}
        </Text>
      ))}
    </Alert>
  );
}
