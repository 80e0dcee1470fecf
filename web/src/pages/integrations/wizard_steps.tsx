// The questions of the connect wizard: partner or single tenant, how much, and the app registration.
import { Badge, Box, Button, Code, CopyButton, Group, List, Paper, Radio, ScrollArea, Stack, Tabs, Text, TextInput } from '@mantine/core';
import { IconBrandPowershell, IconHandClick, IconTerminal2 } from '@tabler/icons-react';
import type { Connection, ConnectionTier, TierStep } from '../../api/resources';
import { CopyField } from '../../parts/copy_field';
import { addedNames, choosable } from './connection_tiers';
import { TierDetails } from './tier_details';

const card = { width: '100%' } as const;

function Card({ value, title, badge, children }: { value: string; title: string; badge?: string; children: React.ReactNode }) {
  return (
    <Radio.Card value={value} px="md" py="sm" style={card} aria-label={title}>
      <Group wrap="nowrap" align="flex-start">
        <Radio.Indicator mt={2} />
        <Box style={{ minWidth: 0 }}>
          <Group gap="xs">
            <Text fw={500}>{title}</Text>
            {badge && (
              <Badge variant="light" color="yellow" c="var(--mantine-color-text)" tt="none" fw={500}>
                {badge}
              </Badge>
            )}
          </Group>
          {children}
        </Box>
      </Group>
    </Radio.Card>
  );
}

export function KindStep({ kind, onChange }: { kind: Connection['kind'] | undefined; onChange: (kind: Connection['kind']) => void }) {
  return (
    <Radio.Group value={kind ?? ''} onChange={(value) => onChange(value as Connection['kind'])} label="What do you want to connect?" size="md">
      <Stack mt="xs">
        <Card value="partner" title="Partner tenant">
          <Text size="sm" c="dimmed">
            Your own tenant, once. Reeve then finds every customer that you reach by GDAP or DAP. You need a service account with MFA.
          </Text>
        </Card>
        <Card value="direct" title="Single tenant">
          <Text size="sm" c="dimmed">
            One tenant on its own: a customer without delegated administration, or your own company. Any administrator of that tenant signs in once; no
            service account, no Partner Center.
          </Text>
        </Card>
      </Stack>
    </Radio.Group>
  );
}

export function TierStep({ tiers, tier, onChange }: { tiers: ConnectionTier[]; tier: string; onChange: (tier: string) => void }) {
  const shown = choosable(tiers);
  const chosen = shown.find((one) => one.name === tier);
  return (
    <Stack>
      <Radio.Group value={tier} onChange={onChange} label="How much may Reeve do?" description="Choose the least that you need; it can be raised later." size="md">
        <Stack mt="xs" gap="xs">
          {shown.map((one) => (
            <Card key={one.name} value={one.name} title={one.title} {...(one.moreThanNeeded ? { badge: 'More than needed' } : {})}>
              <Text size="sm" c="dimmed">
                {one.summary}
              </Text>
              <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {one.moreThanNeeded ? 'Asks for' : one === shown[0] ? 'Needs' : 'Adds'} {addedNames(shown, one.name).join(', ')}
              </Text>
            </Card>
          ))}
        </Stack>
      </Radio.Group>
      {chosen && (
        <Paper withBorder p="md">
          <TierDetails tier={chosen} />
        </Paper>
      )}
    </Stack>
  );
}

function HandStep({ step }: { step: TierStep }) {
  return (
    <List.Item data-step={step.name}>
      <Text fw={500}>{step.title}</Text>
      <Text size="sm">{step.text}</Text>
      <Stack gap={4} mt={step.copies.length > 0 ? 6 : 0}>
        {step.copies.map((copy) => (
          <Group key={copy.value} gap="xs" wrap="nowrap" align="flex-start">
            <CopyButton value={copy.value}>
              {({ copied, copy: take }) => (
                <Button size="compact-xs" variant="default" onClick={take} aria-label={`Copy ${copy.value}`} style={{ flexShrink: 0 }}>
                  {copied ? 'Copied' : 'Copy'}
                </Button>
              )}
            </CopyButton>
            <Box style={{ minWidth: 0 }}>
              <Code style={{ overflowWrap: 'anywhere' }}>{copy.value}</Code>
              <Text size="xs" c="dimmed">
                {copy.label}
              </Text>
            </Box>
          </Group>
        ))}
      </Stack>
    </List.Item>
  );
}

export function ByHand({ steps }: { steps: TierStep[] }) {
  return (
    <List type="ordered" spacing="md" pr="xs" styles={{ itemWrapper: { display: 'block' }, itemLabel: { display: 'block' } }}>
      {steps.map((step) => (
        <HandStep key={step.name} step={step} />
      ))}
    </List>
  );
}

function Script({ text, label, hint }: { text: string; label: string; hint: string }) {
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm">{hint}</Text>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy script'}
            </Button>
          )}
        </CopyButton>
      </Group>
      <ScrollArea.Autosize mah={440} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': label }}>
        <Code block>{text}</Code>
      </ScrollArea.Autosize>
    </Stack>
  );
}

interface RegistrationProps {
  tier: ConnectionTier;
  name: string;
  onName: (name: string) => void;
}

export function RegistrationStep({ tier, name, onName }: RegistrationProps) {
  return (
    <Stack>
      <Text>
        Make the application in Entra in one of three ways. It asks for exactly what “{tier.title}” needs. Have it already? Compare, then go on.
      </Text>
      <TextInput
        label="Name of the application"
        description="People see it at Microsoft, in consent pages and sign-in logs"
        value={name}
        maxLength={120}
        maw={420}
        onChange={(event) => onName(event.currentTarget.value)}
      />
      <CopyField label="Redirect URI" description="Registered as platform “Web”, exactly so; the scripts do it" value={tier.redirectUri} />
      <Tabs defaultValue="hand" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="hand" leftSection={<IconHandClick size={16} />}>
            By hand
          </Tabs.Tab>
          <Tabs.Tab value="powershell" leftSection={<IconBrandPowershell size={16} />}>
            Graph PowerShell
          </Tabs.Tab>
          <Tabs.Tab value="az" leftSection={<IconTerminal2 size={16} />}>
            Azure CLI
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="hand">
          <ByHand steps={tier.steps} />
        </Tabs.Panel>
        <Tabs.Panel value="powershell">
          <Script text={tier.powershell ?? ''} label="Graph PowerShell script" hint="PowerShell 7 with the module Microsoft.Graph. Read it before you run it." />
        </Tabs.Panel>
        <Tabs.Panel value="az">
          <Script text={tier.azCli ?? ''} label="Azure CLI script" hint="For bash, such as Azure Cloud Shell. Read it before you run it." />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
