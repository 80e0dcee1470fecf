// The address that the API gives for a configuration (resource-url) leads to the configuration's page.
import { useParams } from '@tanstack/react-router';
import { GoTo } from '../../parts/go_to';

export function ConfigurationRedirect() {
  const { configurationId } = useParams({ strict: false }) as { configurationId: string };
  return <GoTo href={`/configurations/${encodeURIComponent(configurationId)}`} />;
}
