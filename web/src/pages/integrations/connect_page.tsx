// Connecting Microsoft, question by question: what, how much, the app registration, then the credentials.
import { Box, Button, Group, Paper, Skeleton, Stack, Stepper, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useRef, useState } from 'react';
import type { Item } from '../../api/client';
import { useList, useWrite } from '../../api/queries';
import type { Connection, ConnectionTier } from '../../api/resources';
import { ErrorNotice, tellError } from '../../parts/error_notice';
import { usePageSearch } from '../../parts/list_state';
import { PageTitle } from '../../parts/page_title';
import { CertificateUpload, useMakeCertificate } from './certificate';
import { useSignInAtMicrosoft } from './connection_actions';
import { ConnectionForm, type ConnectionValues } from './connection_form';
import { kindOf, monthsLater, stepAfter, stepBefore, stepOf, stepTitles, wizardSteps, type WizardStep } from './connection_tiers';
import { KindStep, RegistrationStep, TierStep } from './wizard_steps';

const firstNames = { partner: 'Microsoft partner tenant', direct: 'Microsoft tenant' } as const;
const firstTier = 'documentation';
const width = 960;

const empty = (kind: Connection['kind']): ConnectionValues => ({
  kind,
  name: firstNames[kind],
  applicationId: '',
  directoryId: '',
  credentialKind: 'certificate',
  clientSecret: '',
  secretExpiresOn: monthsLater(new Date(), 24),
  createContacts: 'create',
  newTenants: 'read',
});

// Saves what was typed, once as a new connection and then as changes of it.
function useKeep(kind: Connection['kind'], tier: string) {
  const save = useWrite<Connection>('/api/connections', '/api/status');
  const made = useRef<{ id: string; kind: string } | null>(null);
  return async (values: ConnectionValues) => {
    const { secretExpiresOn, clientSecret, credentialKind, kind: _kind, ...rest } = values;
    const secret = credentialKind === 'secret' ? { clientSecret, ...(secretExpiresOn ? { secretExpiresOn } : {}) } : {};
    const attributes = { ...rest, ...secret, tier };
    if (made.current && made.current.kind === kind) {
      await save.mutateAsync({ method: 'PATCH', path: `/api/connections/${made.current.id}`, type: 'connections', attributes });
    } else {
      const { item } = await save.mutateAsync({ path: '/api/connections', type: 'connections', attributes: { ...attributes, kind } });
      made.current = { id: item.id, kind };
    }
    return made.current.id;
  };
}

const whoSignsIn = {
  partner: '“Connect” leads to Microsoft: sign in there with the service account.',
  direct: '“Connect” leads to Microsoft: sign in there as an administrator of the tenant, and allow the application.',
} as const;

function CredentialsStep({ kind, tier, back }: { kind: Connection['kind']; tier: ConnectionTier; back: () => void }) {
  const keep = useKeep(kind, tier.name);
  const signIn = useSignInAtMicrosoft();
  const makeOne = useMakeCertificate();
  const [made, setMade] = useState<Item<Connection> | null>(null);
  const [typing, setTyping] = useState(true);
  const connect = async (values: ConnectionValues) => {
    const id = await keep(values);
    if (values.credentialKind !== 'certificate') return signIn.go(id);
    setMade(await makeOne(id));
    setTyping(false);
  };
  return (
    <Stack>
      {made?.certificate && !typing && (
        <CertificateUpload certificate={made.certificate} thumbprint={made.certificateThumbprint} expires={made.secretExpiresOn}>
          <Button loading={signIn.busy} onClick={() => void signIn.go(made.id).catch(tellError)}>
            It is uploaded: connect
          </Button>
          <Button variant="default" onClick={() => setTyping(true)}>
            Change what was entered
          </Button>
        </CertificateUpload>
      )}
      <Box display={typing ? undefined : 'none'}>
        <CredentialsForm kind={kind} tier={tier} again={made !== null} onSubmit={connect} back={back} />
      </Box>
    </Stack>
  );
}

interface CredentialsFormProps {
  kind: Connection['kind'];
  tier: ConnectionTier;
  again: boolean;
  onSubmit: (values: ConnectionValues) => Promise<void>;
  back: () => void;
}

function CredentialsForm({ kind, tier, again, onSubmit, back }: CredentialsFormProps) {
  return (
    <Stack>
      <Text>Enter what the registration showed. {whoSignsIn[kind]}</Text>
      <ConnectionForm
        key={kind}
        initial={empty(kind)}
        redirectUri={tier.redirectUri}
        editing={false}
        keepsSecret={false}
        submitLabel="Connect"
        certificateLabel={again ? 'Make another certificate' : 'Make the certificate'}
        onSubmit={onSubmit}
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
