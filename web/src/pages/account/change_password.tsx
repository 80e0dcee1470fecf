// Changing one's own password.
import { Button, Paper, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { write } from '../../api/client';
import type { Session } from '../../api/resources';
import { roleNames, useEnter, useMay, useSession } from '../../api/session';
import { ErrorNotice } from '../../parts/error_notice';
import { showAtField } from '../../parts/form_errors';
import { PageTitle } from '../../parts/page_title';
import { minPassword, passwordProblem } from '../../parts/words';

function PasswordForm() {
  const enter = useEnter();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { current: '', new: '' },
    validate: { current: (value) => (value ? null : 'Type your current password.'), new: passwordProblem },
  });
  const submit = form.onSubmit(async (values) => {
    setBusy(true);
    setError(null);
    try {
      await write<Session>('POST', '/api/account/password', 'sessions', values);
      form.reset();
      notifications.show({ color: 'green', title: 'Password changed', message: 'You were signed out everywhere else.' });
      await enter();
    } catch (failure) {
      if (!showAtField(form, failure)) setError(failure);
    } finally {
      setBusy(false);
    }
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {error !== null && <ErrorNotice error={error} />}
        <PasswordInput label="Current password" autoComplete="current-password" {...form.getInputProps('current')} />
        <PasswordInput label="New password" description={`At least ${minPassword} characters`} autoComplete="new-password" {...form.getInputProps('new')} />
        <Button type="submit" loading={busy}>
          Change password
        </Button>
      </Stack>
    </form>
  );
}

export function ChangePassword() {
  const session = useSession().data;
  const { role } = useMay();
  return (
    <>
      <PageTitle title="Your account" line={session ? `${session.email}${role ? `, ${roleNames[role]}` : ''}. Changing the password signs you out everywhere else.` : ''} />
      <Paper withBorder p="md" maw={440}>
        <PasswordForm />
      </Paper>
    </>
  );
}
