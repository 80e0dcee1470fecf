// Connecting Microsoft, question by question: what, how much, the app registration, then the credentials.
import { Button, Group, Paper, Skeleton, Stack, Stepper, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useRef, useState } from 'react';
import { useList, useWrite } from '../../api/queries';
import type { Connection, ConnectionTier } from '../../api/resources';
import { ErrorNotice } from '../../parts/error_notice';
import { usePageSearch } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { useSignInAtMicrosoft } from './connection_actions';
import { ConnectionForm, type ConnectionValues } from './connection_form';
import { kindOf, stepAfter, stepBefore, stepOf, stepTitles, wizardSteps, type WizardStep } from './connection_tiers';
import { KindStep, RegistrationStep, TierStep } from './wizard_steps';

const firstNames = { partner: 'Microsoft partner tenant', direct: 'Microsoft tenant' } as const;
const firstTier = 'documentation';
const width = 960;

const empty = (kind: Connection['kind']): ConnectionValues => ({
  kind,
  name: firstNames[kind],
  applicationId: '',
  directoryId: '',
  clientSecret: '',
  secretExpiresOn: '',
  createContacts: 'create',
  newTenants: 'read',
});

// Saves what was typed, once as a new connection and then as changes of it, and goes to Microsoft.
function useConnect(kind: Connection['kind'], tier: string) {
  const save = useWrite<Connection>('/api/connections', '/api/status');
  const signIn = useSignInAtMicrosoft();
  const made = useRef<{ id: string; kind: string } | null>(null);
  return async (values: ConnectionValues) => {
    const { secretExpiresOn, kind: _kind, ...rest } = values;
    const attributes = { ...rest, tier, ...(secretExpiresOn ? { secretExpiresOn } : {}) };
    if (made.current && made.current.kind === kind) {
      await save.mutateAsync({ method: 'PATCH', path: `/api/connections/${made.current.id}`, type: 'connections', attributes });
    } else {
      const { item } = await save.mutateAsync({ path: '/api/connections', type: 'connections', attributes: { ...attributes, kind } });
      made.current = { id: item.id, kind };
    }
    await signIn.go(made.current.id);
  };
}

function CredentialsStep({ kind, tier, back }: { kind: Connection['kind']; tier: ConnectionTier; back: () => void }) {
  const connect = useConnect(kind, tier.name);
  return (
    <Stack>
      <Text>
        {kind === 'partner'
          ? 'Enter what the registration showed. “Connect” leads to Microsoft: sign in there with the service account.'
          : 'Enter what the registration showed. “Connect” leads to Microsoft: sign in there as an administrator of the tenant.'}
      </Text>
      <ConnectionForm
        key={kind}
        initial={empty(kind)}
        redirectUri={tier.redirectUri}
        editing={false}
        keepsSecret={false}
        submitLabel="Connect"
        onSubmit={connect}
        others={(_submit, busy) => (
          <Button variant="default" disabled={busy} onClick={back}>
            Back
          </Button>
        )}
      />
    </Stack>
  );
}

function Steps({ step, onStep }: { step: WizardStep; onStep: (step: WizardStep) => void }) {
  const narrow = useMediaQuery('(max-width: 48em)');
  const at = wizardSteps.indexOf(step);
  return (
    <Stepper active={at} onStepClick={(index) => onStep(wizardSteps[index]!)} size="sm" mb="md" maw={width} aria-label="Steps of connecting">
      {wizardSteps.map((one, index) => (
        <Stepper.Step
          key={one}
          label={narrow ? undefined : stepTitles[one]}
          aria-label={stepTitles[one]}
          aria-current={one === step ? 'step' : undefined}
          allowStepSelect={index < at}
        />
      ))}
    </Stepper>
  );
}

interface QuestionProps {
  step: WizardStep;
  kind: Connection['kind'];
  tier: string;
  onTier: (tier: string) => void;
  back: () => void;
}

function Question({ step, kind, tier, onTier, back }: QuestionProps) {
  const [name, setName] = useState('Reeve');
  const tiers = useList<ConnectionTier>('/api/connection_tiers', { filter: { kind, applicationName: name.trim() || 'Reeve' } });
  if (tiers.isError) return <ErrorNotice error={tiers.error} retry={() => void tiers.refetch()} />;
  const chosen = tiers.data?.rows.find((one) => one.name === tier && one.kind === kind);
  if (!tiers.data || !chosen) return <Skeleton height={300} aria-label="Loading" />;
  if (step === 'tier') return <TierStep tiers={tiers.data.rows} tier={tier} onChange={onTier} />;
  if (step === 'registration') return <RegistrationStep tier={chosen} name={name} onName={setName} />;
  return <CredentialsStep kind={kind} tier={chosen} back={back} />;
}

export function ConnectPage() {
  const { search, set } = usePageSearch();
  const kind = kindOf(search.kind);
  const step = stepOf(search.step, { kind, tier: search.tier });
  const go = (to: WizardStep) => void set({ step: to, tier: search.tier ?? (to === 'kind' ? undefined : firstTier) });
  return (
    <>
      <PageTitle title="Connect Microsoft" line="Once for your partner tenant, or for one tenant directly." />
      <Steps step={step} onStep={go} />
      <Paper withBorder p="md" maw={width} component="section" aria-label={stepTitles[step]}>
        {step === 'kind' ? (
          <KindStep kind={kind} onChange={(value) => void set({ kind: value })} />
        ) : (
          kind && (
            <Question
              step={step}
              kind={kind}
              tier={search.tier ?? firstTier}
              onTier={(value) => void set({ tier: value })}
              back={() => go(stepBefore(step))}
            />
          )
        )}
        {step !== 'credentials' && (
          <Group mt="lg">
            {step !== 'kind' && (
              <Button variant="default" onClick={() => go(stepBefore(step))}>
                Back
              </Button>
            )}
            <Button disabled={!kind} onClick={() => go(stepAfter(step))}>
              Next
            </Button>
          </Group>
        )}
      </Paper>
    </>
  );
}
