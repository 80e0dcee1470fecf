// How a value of Microsoft's reads in a table: yes and no, lists, and the few objects that people know by a name.
import type { DataTypeField } from '../../api/microsoft_data';

type Plain = Record<string, unknown>;

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

// Of nested objects the name that a person knows.
function nameOf(value: Plain): string {
  const named = value.displayName ?? value.name ?? value.servicePlanName ?? value.userPrincipalName ?? value.id;
  return typeof named === 'string' ? named : '';
}

// A successful sign-in says more than an attempt.
function lastSignIn(value: Plain): string {
  const last = value.lastSuccessfulSignInDateTime ?? value.lastSignInDateTime ?? value.lastNonInteractiveSignInDateTime;
  return typeof last === 'string' ? last : '';
}

function objectText(name: string, value: Plain): string {
  if (name === 'signInActivity') return lastSignIn(value);
  if (name === 'prepaidUnits') return typeof value.enabled === 'number' ? String(value.enabled) : '';
  return nameOf(value);
}

export function fieldText(field: Pick<DataTypeField, 'name'>, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (field.name === 'accountEnabled' && typeof value === 'boolean') return value ? 'Enabled' : 'Disabled';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (Array.isArray(value)) {
    const parts = value.map((one) => (isPlain(one) ? objectText(field.name, one) : String(one))).filter((text) => text !== '');
    return parts.length > 0 ? parts.join(', ') : value.length > 0 ? String(value.length) : '';
  }
  return isPlain(value) ? objectText(field.name, value) : String(value);
}
