// Puts the server's refusal of one value beside the field it is about.
import { ApiError } from '../api/client';

const camel = (name: string) => name.replace(/[-_]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

// "/data/attributes/client-secret" → { clientSecret: sentence }; nothing where the error names no field. Pure.
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError) || !error.pointer) return {};
  const parts = error.pointer.split('/').filter((part) => part !== '' && part !== 'data' && part !== 'attributes');
  const name = parts.map(camel).join('.');
  return name === '' ? {} : { [name]: error.detail || error.title };
}

interface Form {
  setErrors: (errors: Record<string, string>) => void;
  getInputNode?: (path: string) => unknown;
}

// Shows the error at its field where the form has that field; says whether it did.
export function showAtField(form: Form & { values: object }, error: unknown): boolean {
  const errors = fieldErrors(error);
  const known = Object.keys(errors).some((path) => (path.split('.')[0] as string) in form.values);
  if (known) form.setErrors(errors);
  return known;
}
