// Configurations, locations and relations as the server gives them.
export interface Configuration {
  organizationId: number;
  organizationName: string;
  name: string;
  hostname: string | null;
  configurationTypeName: string | null;
  configurationStatusName: string | null;
  manufacturerName: string | null;
  modelName: string | null;
  locationId: number | null;
  locationName: string | null;
  serialNumber: string | null;
  assetTag: string | null;
  primaryIp: string | null;
  macAddress: string | null;
  operatingSystem: string | null;
  operatingSystemVersion: string | null;
  warrantyExpiresAt: string | null;
  notes: string | null;
  archived: boolean;
  version: number;
  updatedAt: string;
}

export interface Location {
  organizationId: number;
  name: string;
  primary: boolean;
  address1: string | null;
  address2: string | null;
  city: string | null;
  regionName: string | null;
  postalCode: string | null;
  countryName: string | null;
  phone: string | null;
  notes: string | null;
  sources: Record<string, string>;
  archived: boolean;
  version: number;
  updatedAt: string;
}

export interface RelatedItem {
  assetType: 'contact' | 'configuration' | 'location' | 'flexible_asset';
  resourceId: number;
  name: string;
  organizationId: number;
  source: string;
  reason: string | null;
  sentence: string;
  notes: string | null;
  createdAt: string;
}
