// What Entra ID, Exchange Online and Intune say of a contact's user, fact by fact.

// Something that a fact names: a license, a group, a device, a person.
export interface EntraItem {
  text: string;
  detail: string | null;
  contactId: number | null;
  configurationId: number | null;
  manageUrl: string | null;
}

export interface EntraFact {
  name: string;
  label: string;
  kind: 'text' | 'time' | 'list';
  state: 'known' | 'none' | 'unknown'; // none: Microsoft says there is none
  value: string | null;
  detail: string | null;
  items: EntraItem[];
  type: string;
  source: string;
  at: string | null;
  reasonCode: string | null;
  reason: string | null;
  remedy: string | null;
}
