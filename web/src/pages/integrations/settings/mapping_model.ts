// The mapping of the fields of contacts and configurations as the page holds it, and the words of its preview.
import { count, fieldName, number } from '../../../parts/words';

export type MappingRule = 'people_win' | 'microsoft_wins' | 'leave_alone';
export interface FieldMapping {
  from: string[];
  rule: MappingRule;
}
export type MappedAssets = 'contacts' | 'configurations';
// By the target's name in camelCase.
export type Mapping = Record<MappedAssets, Record<string, FieldMapping>> & { contactLocation: MappingRule };

export interface MappingTarget {
  name: string; // kebab-case, as in the settings
  assets: MappedAssets;
  label: string;
  properties: { name: string; label: string }[];
  byDefault: string[];
  takesAll: boolean;
  mayBeNone: boolean;
  rule: MappingRule;
}

export interface PreviewExample {
  contactId: number;
  name: string;
  op: string;
  old: string;
  new: string;
}
export interface MappingPreview {
  linked: number;
  looked: number;
  changed: number;
  fields: { name: string; contacts: number; examples: PreviewExample[] }[];
}

export const rules: { value: MappingRule; label: string }[] = [
  { value: 'people_win', label: 'People win' },
  { value: 'microsoft_wins', label: 'Microsoft wins' },
  { value: 'leave_alone', label: 'Leave alone' },
];

export const keyOf = (name: string) => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

export const mappingOf = (mapping: Mapping, target: MappingTarget): FieldMapping =>
  mapping[target.assets]?.[keyOf(target.name)] ?? { from: target.byDefault, rule: target.rule };

export const withField = (mapping: Mapping, target: MappingTarget, change: Partial<FieldMapping>): Mapping => ({
  ...mapping,
  [target.assets]: { ...mapping[target.assets], [keyOf(target.name)]: { ...mappingOf(mapping, target), ...change } },
});

export const isDefault = (field: FieldMapping, target: MappingTarget) =>
  field.rule === target.rule && field.from.join(' ') === target.byDefault.join(' ');

// Why it cannot be saved as it stands; nothing where it can.
export function wrongIn(mapping: Mapping, targets: MappingTarget[]): string | null {
  const empty = targets.find((target) => !target.mayBeNone && mappingOf(mapping, target).from.length === 0);
  return empty ? `Choose at least one property for "${empty.label}", or leave the field alone.` : null;
}

export function exampleWords({ op, old, new: now }: PreviewExample): string {
  if (op === 'add') return `adds “${now}”`;
  if (op === 'remove') return `removes “${old}”`;
  return `“${old || 'nothing'}” becomes “${now || 'nothing'}”`;
}

export function previewWords(preview: MappingPreview): string {
  if (preview.linked === 0) return 'No contact here has a Microsoft user yet, so nothing would change.';
  const part = preview.looked < preview.linked ? ` (the first ${number(preview.looked)} of ${number(preview.linked)} were looked at)` : '';
  if (preview.changed === 0) return `None of ${count(preview.linked, 'linked contact')} would change${part}.`;
  return `${number(preview.changed)} of ${count(preview.linked, 'linked contact')} would change with the next sync${part}.`;
}

export const previewField = (field: MappingPreview['fields'][number]) => `${fieldName(field.name)}: ${count(field.contacts, 'contact')}`;
