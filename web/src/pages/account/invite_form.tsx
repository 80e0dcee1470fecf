// Inviting a colleague: Reeve makes a one-time link, shown this once, for the administrator to pass on.
import { Button, NativeSelect, Paper, SimpleGrid, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useWrite } from '../../api/queries';
import type { Account, Role } from '../../api/resources';
import { roleNames, roleSentences } from '../../api/session';
import { ErrorNotice } from '../../parts/error_notice';
import { showAtField } from '../../parts/form_errors';
import { ShownOnce } from './shown_once';

export const roles = Object.keys(roleNames) as Role[];
export const roleOptions = roles.map((value) => ({ value, label: roleNames[value] }));

export function InviteForm() {
  const invite = useWrite<Account>('/api/accounts');
  const [error, setError] = useState<unknown>(null);
  const [made, setMade] = useState<{ email: string; link: string } | null>(null);
  const form = useForm({
    initialValues: { email: '', firstName: '', lastName: '', role: 'editor' as Role },
    validate: { email: (value) => (value.includes('@') ? null : 'Write the address as name@example.com.') },
  });
  const submit = form.onSubmit(async (values) => {
    setError(null);
    setMade(null);
    try {
      const { item, meta } = await invite.mutateAsync({ path: '/api/accounts', type: 'accounts', attributes: { ...values, email: values.email.trim() } });
      setMade({ email: item.email, link: String(meta.oneTimeLink ?? '') });
      form.reset();
    } catch (failure) {
      if (!showAtField(form, failure)) setError(failure);
    }
  });
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="invite">
      <Title order={2} size="h5" mb="xs" id="invite">
        A new colleague
      </Title>
      <form onSubmit={submit} noValidate>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }}>
            <TextInput label="E-mail" type="email" autoComplete="off" {...form.getInputProps('email')} />
            <TextInput label="First name" autoComplete="off" {...form.getInputProps('firstName')} />
            <TextInput label="Last name" autoComplete="off" {...form.getInputProps('lastName')} />
            <NativeSelect label="Role" inputWrapperOrder={['label', 'input', 'description', 'error']} description={roleSentences[form.values.role]} data={roleOptions} {...form.getInputProps('role')} />
          </SimpleGrid>
          {error !== null && <ErrorNotice error={error} />}
          <Button type="submit" loading={invite.isPending} style={{ alignSelf: 'flex-start' }}>
            Invite
          </Button>
          {made && (
            <ShownOnce
              title={`Pass this link on to ${made.email}`}
              sentence="It works once and is shown only now. Send it by a way that nobody else reads."
              label="One-time link"
              value={made.link}
              onClose={() => setMade(null)}
            />
          )}
        </Stack>
      </form>
    </Paper>
  );
}
