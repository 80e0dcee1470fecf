// A one-time link: its owner gives a name, chooses a password and is signed in.
import { Button, PasswordInput, Skeleton, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useParams, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { Item } from '../../api/client';
import { useOne, useWrite } from '../../api/queries';
import type { Session, WelcomeLink } from '../../api/resources';
import { useEnter } from '../../api/session';
import { ErrorNotice } from '../../parts/error_notice';
import { showAtField } from '../../parts/form_errors';
import { ButtonTo } from '../../parts/link';
import { isMadeUp, minPassword, passwordProblem } from '../../parts/words';
import { SignInFrame } from './sign_in_frame';

const titles: Record<WelcomeLink['purpose'], string> = {
  first: 'Welcome to Reeve',
  invite: 'Welcome to Reeve',
  reset: 'Choose a new password',
};

const lines: Record<WelcomeLink['purpose'], string> = {
  first: 'You are the first here, so you become its administrator. This link works once.',
  invite: 'A colleague invited you. Choose a password to sign in; this link works once.',
  reset: 'The old password ends when you choose the new one. This link works once.',
};

function WelcomeForm({ token, link }: { token: string; link: Item<WelcomeLink> }) {
  const router = useRouter();
  const enter = useEnter();
  const use = useWrite<Session>();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const first = link.purpose === 'first';
  const form = useForm({
    initialValues: { firstName: link.firstName ?? '', lastName: link.lastName ?? '', email: first && isMadeUp(link.email) ? '' : link.email, password: '' },
    validate: {
      email: (value) => (value.includes('@') ? null : 'Write the address as name@example.com.'),
      password: passwordProblem,
    },
  });
  const submit = form.onSubmit(async (values) => {
    setBusy(true);
    setError(null);
    const { email, ...others } = values;
    try {
      await use.mutateAsync({ path: `/api/links/${token}`, type: 'sessions', attributes: first ? { ...others, email: email.trim() } : others });
      await enter();
      router.history.replace('/');
    } catch (failure) {
      if (!showAtField(form, failure)) setError(failure);
      setBusy(false);
    }
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {error !== null && <ErrorNotice error={error} />}
        <TextInput label="First name" autoComplete="given-name" autoFocus {...form.getInputProps('firstName')} />
        <TextInput label="Last name" autoComplete="family-name" {...form.getInputProps('lastName')} />
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          description={first ? 'You sign in with this address.' : undefined}
          readOnly={!first}
          variant={first ? undefined : 'filled'}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label="Password"
          description={`At least ${minPassword} characters; a few words are better than one riddle.`}
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={busy} fullWidth>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}

export function Welcome() {
  const token = useParams({ strict: false }).token as string;
  const link = useOne<WelcomeLink>(`/api/links/${encodeURIComponent(token)}`);
  if (link.isError) {
    return (
      <SignInFrame title="This link does not work" line="One-time links work once and for a limited time.">
        <Stack>
          <ErrorNotice error={link.error} />
          <ButtonTo to="/login" variant="default">
            Go to sign in
          </ButtonTo>
        </Stack>
      </SignInFrame>
    );
  }
  if (!link.data) {
    return (
      <SignInFrame title="Welcome to Reeve" line="Looking at your link …">
        <Skeleton height={240} />
      </SignInFrame>
    );
  }
  const { purpose } = link.data.item;
  return (
    <SignInFrame title={titles[purpose] ?? titles.invite} line={lines[purpose] ?? lines.invite}>
      <WelcomeForm token={encodeURIComponent(token)} link={link.data.item} />
    </SignInFrame>
  );
}
