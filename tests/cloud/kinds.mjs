// What the CSDL does not tell of Graph's types: which properties come without $select, and where this cloud differs and why.

// Per type:
//   usual     the properties of a default answer; all of them where it is not given
//   chosen    the properties that only $select brings; the rest comes by default
//   alone     the properties that only a single object has; a listing refuses them with 501
//   extra     members that the model does not have, with the reason
//   absent    properties that this cloud does not have, with the reason: $select of them is refused
const ALONE_IN_GROUP = ['accessType', 'allowExternalSenders', 'autoSubscribeNewMembers', 'hideFromAddressLists', 'hideFromOutlookClients',
  'isArchived', 'isFavorite', 'isSubscribedByMail', 'unseenConversationsCount', 'unseenCount', 'unseenMessagesCount', 'welcomeMessageEnabled'];

export const kinds = {
  user: {
    usual: ['businessPhones', 'displayName', 'givenName', 'id', 'jobTitle', 'mail', 'mobilePhone', 'officeLocation',
      'preferredLanguage', 'surname', 'userPrincipalName'],
    alone: ['aboutMe', 'birthday', 'deviceEnrollmentLimit', 'hireDate', 'interests', 'mailboxSettings', 'mySite', 'pastProjects',
      'preferredName', 'print', 'responsibilities', 'schools', 'skills'],
  },
  group: {
    chosen: ['assignedLabels', 'assignedLicenses', 'hasMembersWithLicenseErrors', 'infoCatalogs', 'isManagementRestricted',
      'licenseProcessingState', 'onPremisesExtensionAttributes', 'organizationId', ...ALONE_IN_GROUP],
    alone: ALONE_IN_GROUP,
    extra: { creationOptions: 'stands in group-list--1.json; the model of August 2026 has dropped it' },
  },
  adminReportSettings: { absent: { id: 'the published answer (v1-adminreportsettings-get.json) has none' } },
  application: { chosen: ['managerApplications'], absent: { logo: 'a stream; no source shows what selecting it answers' } },
  servicePrincipal: {
    chosen: ['customSecurityAttributes'],
    extra: { publisherName: 'stands in serviceprincipal-get--1.json; the model does not have it' },
  },
  unifiedRoleAssignment: {
    absent: Object.fromEntries(['appScopeId', 'condition', 'principalOrganizationId'].map((name) => [name, 'the published answers (unifiedroleassignment-get--1.json) have none'])),
  },
  organization: {
    chosen: ['mobileDeviceManagementAuthority'],
    extra: Object.fromEntries(['isMultipleDataLocationsForServicesEnabled', 'directorySizeQuota']
      .map((name) => [name, 'stands in organization-list--1.json; the model does not have it'])),
  },
};
