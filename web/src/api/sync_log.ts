// The sync log's resources beside runs and their events.

export interface Skip {
  recordId: number;
  tenantId: number;
  tenantName: string;
  organizationId: number | null;
  organizationName: string | null;
  type: string;
  title: string;
  code: string;
  sentence: string;
  remedy: string | null;
  since: string;
  runId: number | null;
}

export interface ReasonCode {
  code: string;
  sentence: string;
  remedy: string;
  mayPass: boolean;
}
