// Signing in with e-mail address and password.
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useWrite } from '../../api/queries';
import type { Session } from '../../api/resources';
import { useEnter, useSession } from '../../api/session';
import { ErrorNotice } from '../../parts/error_notice';
import { GoTo } from '../../parts/go_to';
import { usePageSearch } from '../../parts/list_state';
import { safeNext } from '../../parts/words';
import { SignInFrame } from './sign_in_frame';

export function Login() {
  const router = useRouter();
  const session = useSession();
  const enter = useEnter();
  const signIn = useWrite<Session>();
  const next = safeNext(usePageSearch().search.next);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() ? null : 'Type your e-mail address.'),
      password: (value) => (value ? null : 'Type your password.'),
    },
  });
  if (session.data && !busy) return <GoTo href={next} />;
  const submit = form.onSubmit(async ({ email, password }) => {
    setBusy(true);
    setError(null);
    try {
      await signIn.mutateAsync({ path: '/api/session', type: 'sessions', attributes: { email: email.trim(), password } });
      await enter();
      router.history.replace(next);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  });
  return (
    <SignInFrame title="Sign in" line="With the e-mail address and password of your Reeve account.">
      <form onSubmit={submit} noValidate>
        <Stack>
          {error !== null && <ErrorNotice error={error} />}
          <TextInput label="E-mail" type="email" autoComplete="username" autoFocus {...form.getInputProps('email')} />
          <PasswordInput label="Password" autoComplete="current-password" {...form.getInputProps('password')} />
          <Button type="submit" loading={busy} fullWidth>
            Sign in
          </Button>
        </Stack>
      </form>
    </SignInFrame>
  );
}
