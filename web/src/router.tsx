// Which address shows which page.
import { createRootRoute, createRoute, createRouter, Outlet } from '@tanstack/react-router';
import { Shell } from './frame/shell';
import { AccountFrame } from './pages/account/account_frame';
import { ApiKeys } from './pages/account/api_keys';
import { Audit } from './pages/account/audit';
import { ManageLinks } from './pages/account/manage_links';
import { ChangePassword } from './pages/account/change_password';
import { Messages } from './pages/account/messages';
import { NoticeSettingsPage } from './pages/account/notice_settings';
import { People } from './pages/account/people';
import { ConfigurationEdit } from './pages/configurations/configuration_edit';
import { ConfigurationPage } from './pages/configurations/configuration_page';
import { ConfigurationRedirect } from './pages/configurations/configuration_redirect';
import { ConfigurationCompare } from './pages/compare/configuration_compare';
import { ContactCompare } from './pages/compare/contact_compare';
import { OrganizationCompare } from './pages/compare/organization_compare';
import { ContactEdit, ContactNew } from './pages/contacts/contact_edit';
import { ContactRedirect } from './pages/contacts/contact_redirect';
import { ContactPage } from './pages/contacts/contact_page';
import { Crash, Missing } from './pages/crash';
import { Home } from './pages/home/home';
import { ConnectPage } from './pages/integrations/connect_page';
import { ConnectionPage } from './pages/integrations/connection_page';
import { DoctorPage } from './pages/integrations/doctor_page';
import { CustomerAccess } from './pages/integrations/customer_access';
import { EditCredentials } from './pages/integrations/edit_credentials';
import { Integrations } from './pages/integrations/integrations';
import { LeavePage } from './pages/integrations/leave_page';
import { LogsPage } from './pages/integrations/logs_page';
import { SettingsPage } from './pages/integrations/settings/settings_page';
import { LicensePage } from './pages/licenses/license_page';
import { OrganizationLicenses } from './pages/licenses/organization_licenses';
import { MatchingPage } from './pages/matching/matching_page';
import { OrganizationConfigurations } from './pages/organizations/organization_configurations';
import { OrganizationContacts } from './pages/organizations/organization_contacts';
import { OrganizationEdit, OrganizationNew } from './pages/organizations/organization_edit';
import { OrganizationFrame } from './pages/organizations/organization_frame';
import { OrganizationLocations } from './pages/organizations/organization_locations';
import { OrganizationMicrosoft } from './pages/organizations/organization_microsoft';
import { OrganizationOverview } from './pages/organizations/organization_overview';
import { OrganizationSync } from './pages/organizations/organization_sync';
import { Organizations } from './pages/organizations/organizations';
import { PreviewPage } from './pages/preview/preview_page';
import { ReviewPage } from './pages/reviews/review_page';
import { Reviews } from './pages/reviews/reviews';
import { RunPage } from './pages/runs/run_page';
import { Login } from './pages/sign_in/login';
import { Welcome } from './pages/sign_in/welcome';
import { parseSearch, stringifySearch, type Search } from './parts/list_state';

const root = createRootRoute({
  component: Outlet,
  validateSearch: (search: Record<string, unknown>): Search => search as Search,
});
const login = createRoute({ getParentRoute: () => root, path: '/login', component: Login });
const welcome = createRoute({ getParentRoute: () => root, path: '/welcome/$token', component: Welcome });
const app = createRoute({ getParentRoute: () => root, id: 'app', component: Shell });

const inApp = <P extends string>(path: P, component: () => React.ReactNode) =>
  createRoute({ getParentRoute: () => app, path, component });

const home = inApp('/', Home);
const organizations = inApp('/organizations', Organizations);
const organizationNew = inApp('/organizations/new', OrganizationNew);
const organization = inApp('/organizations/$id', OrganizationFrame);
const inOrganization = <P extends string>(path: P, component: () => React.ReactNode) =>
  createRoute({ getParentRoute: () => organization, path, component });
const organizationTree = organization.addChildren([
  inOrganization('/', OrganizationOverview),
  inOrganization('/edit', OrganizationEdit),
  inOrganization('/contacts', OrganizationContacts),
  inOrganization('/contacts/new', ContactNew),
  inOrganization('/contacts/$contactId', ContactRedirect),
  inOrganization('/licenses', OrganizationLicenses),
  inOrganization('/licenses/$licenseId', LicensePage),
  inOrganization('/configurations', OrganizationConfigurations),
  inOrganization('/configurations/$configurationId', ConfigurationRedirect),
  inOrganization('/locations', OrganizationLocations),
  inOrganization('/compare', OrganizationCompare),
  inOrganization('/microsoft', OrganizationMicrosoft),
  inOrganization('/sync', OrganizationSync),
]);
const contact = inApp('/contacts/$id', ContactPage);
const configuration = inApp('/configurations/$id', ConfigurationPage);
const configurationEdit = inApp('/configurations/$id/edit', ConfigurationEdit);
const configurationCompare = inApp('/configurations/$id/compare', ConfigurationCompare);
const contactCompare = inApp('/contacts/$id/compare', ContactCompare);
const contactEdit = inApp('/contacts/$id/edit', ContactEdit);
const reviews = inApp('/reviews', Reviews);
const review = inApp('/reviews/$id', ReviewPage);
const integrations = inApp('/integrations', Integrations);
const connect = inApp('/integrations/connect', ConnectPage);
const connection = inApp('/integrations/$id', ConnectionPage);
const credentials = inApp('/integrations/$id/edit', EditCredentials);
const access = inApp('/integrations/$id/access', CustomerAccess);
const leave = inApp('/integrations/$id/leave', LeavePage);
const matching = inApp('/integrations/$id/matching', MatchingPage);
const doctor = inApp('/integrations/$id/doctor/$tenantId', DoctorPage);
const settings = inApp('/integrations/$id/settings', SettingsPage);
const tenantSettings = inApp('/integrations/$id/settings/$tenantId', SettingsPage);
const logs = inApp('/integrations/$id/logs', LogsPage);
const preview = inApp('/tenants/$id/preview', PreviewPage);
const run = inApp('/runs/$id', RunPage);
const account = inApp('/account', AccountFrame);
const inAccount = <P extends string>(path: P, component: () => React.ReactNode) =>
  createRoute({ getParentRoute: () => account, path, component });
const accountTree = account.addChildren([
  inAccount('/', ChangePassword),
  inAccount('/notices', NoticeSettingsPage),
  inAccount('/messages', Messages),
  inAccount('/people', People),
  inAccount('/keys', ApiKeys),
  inAccount('/links', ManageLinks),
  inAccount('/audit', Audit),
]);

const routeTree = root.addChildren([
  login,
  welcome,
  app.addChildren([
    home,
    organizations,
    organizationNew,
    organizationTree,
    contact,
    contactCompare,
    contactEdit,
    configuration,
    configurationEdit,
    configurationCompare,
    reviews,
    review,
    integrations,
    connect,
    connection,
    credentials,
    access,
    leave,
    matching,
    doctor,
    settings,
    tenantSettings,
    logs,
    preview,
    run,
    accountTree,
  ]),
]);

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultErrorComponent: Crash,
  defaultNotFoundComponent: Missing,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
