// What a section of sync settings is to the page around it.
import type { ReactNode } from 'react';

// As the server gives and takes it, in camelCase.
export type SectionValue = Record<string, unknown>;

export interface SectionProps {
  value: SectionValue;
  onChange: (value: SectionValue) => void;
  connectionId: string;
  tenantId?: string | undefined; // of one tenant's own settings
}

export interface Section {
  name: 'choosing' | 'mapping' | 'matching' | 'guard' | 'leavers' | 'schedule' | 'devices';
  title: string;
  line: string; // what it is for, in a sentence
  Card: (props: SectionProps) => ReactNode;
}

// What the server keeps for a connection or a tenant.
export type SyncSettings = Record<Section['name'], SectionValue> & {
  inherited?: Record<Section['name'], boolean>;
};
