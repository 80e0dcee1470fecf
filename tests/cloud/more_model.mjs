// Types of Graph's model that the trimmed CSDL leaves out and that this cloud answers with: names and types from
// microsoftgraph/msgraph-metadata, schemas/v1.0-Prod.csdl at f54f11b6 (August 2026), the source of the trimmed file (MIT).

const property = ([name, type, nullable = true]) => `<Property Name="${name}" Type="${type}"${nullable ? '' : ' Nullable="false"'} />`;
const navigation = ([name, type]) => `<NavigationProperty Name="${name}" Type="${type}" ContainsTarget="true" />`;
const type = (kind, name, base, properties, contained = []) =>
  `<${kind} Name="${name}"${base ? ` BaseType="${base}"` : ''}>${properties.map(property).join('')}${contained.map(navigation).join('')}</${kind}>`;
const enumeration = (name, members) => `<EnumType Name="${name}">${members.map((one) => `<Member Name="${one}" />`).join('')}</EnumType>`;

const ROLE_REQUEST = [['action', 'graph.unifiedRoleScheduleRequestActions'], ['appScopeId', 'Edm.String'], ['directoryScopeId', 'Edm.String'],
  ['isValidationOnly', 'Edm.Boolean'], ['justification', 'Edm.String'], ['principalId', 'Edm.String'], ['roleDefinitionId', 'Edm.String'],
  ['scheduleInfo', 'graph.requestSchedule'], ['targetScheduleId', 'Edm.String'], ['ticketInfo', 'graph.ticketInfo']];

const SYNC_FEATURES = [
  'allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled', 'blockCloudObjectTakeoverThroughHardMatchEnabled', 'blockSoftMatchEnabled',
  'bypassDirSyncOverridesEnabled', 'cloudPasswordPolicyForPasswordSyncedUsersEnabled', 'concurrentCredentialUpdateEnabled',
  'concurrentOrgIdProvisioningEnabled', 'deviceWritebackEnabled', 'directoryExtensionsEnabled', 'fopeConflictResolutionEnabled',
  'groupWriteBackEnabled', 'passwordSyncEnabled', 'passwordWritebackEnabled', 'quarantineUponProxyAddressesConflictEnabled',
  'quarantineUponUpnConflictEnabled', 'softMatchOnUpnEnabled', 'synchronizeUpnForManagedUsersEnabled', 'unifiedGroupWritebackEnabled',
  'userForcePasswordChangeOnLogonEnabled', 'userWritebackEnabled'];

export const moreModel = `<Schema Namespace="microsoft.graph" Alias="graph">${[
  type('EntityType', 'request', 'graph.entity', [['approvalId', 'Edm.String'], ['completedDateTime', 'Edm.DateTimeOffset'], ['createdBy', 'graph.identitySet'],
    ['createdDateTime', 'Edm.DateTimeOffset'], ['customData', 'Edm.String'], ['status', 'Edm.String', false]]),
  type('EntityType', 'unifiedRoleAssignmentScheduleRequest', 'graph.request', ROLE_REQUEST),
  type('EntityType', 'unifiedRoleEligibilityScheduleRequest', 'graph.request', ROLE_REQUEST),
  enumeration('unifiedRoleScheduleRequestActions', ['adminAssign', 'adminUpdate', 'adminRemove', 'selfActivate', 'selfDeactivate', 'adminExtend',
    'adminRenew', 'selfExtend', 'selfRenew', 'unknownFutureValue']),
  type('ComplexType', 'requestSchedule', '', [['expiration', 'graph.expirationPattern'], ['recurrence', 'graph.patternedRecurrence'], ['startDateTime', 'Edm.DateTimeOffset']]),
  type('ComplexType', 'expirationPattern', '', [['duration', 'Edm.Duration'], ['endDateTime', 'Edm.DateTimeOffset'], ['type', 'graph.expirationPatternType']]),
  enumeration('expirationPatternType', ['notSpecified', 'noExpiration', 'afterDateTime', 'afterDuration']),
  type('ComplexType', 'ticketInfo', '', [['ticketNumber', 'Edm.String'], ['ticketSystem', 'Edm.String']]),
  type('ComplexType', 'identitySet', '', ['application', 'device', 'user'].map((one) => [one, 'graph.identity'])),
  type('EntityType', 'rbacApplication', '', [], [['roleAssignmentScheduleRequests', 'Collection(graph.unifiedRoleAssignmentScheduleRequest)'],
    ['roleEligibilityScheduleRequests', 'Collection(graph.unifiedRoleEligibilityScheduleRequest)']]),
  type('EntityType', 'onPremisesDirectorySynchronization', 'graph.entity', [['configuration', 'graph.onPremisesDirectorySynchronizationConfiguration'],
    ['features', 'graph.onPremisesDirectorySynchronizationFeature', false]]),
  type('ComplexType', 'onPremisesDirectorySynchronizationFeature', '', SYNC_FEATURES.map((one) => [one, 'Edm.Boolean'])),
  type('ComplexType', 'onPremisesDirectorySynchronizationConfiguration', '', [['accidentalDeletionPrevention', 'graph.onPremisesAccidentalDeletionPrevention']]),
  type('ComplexType', 'onPremisesAccidentalDeletionPrevention', '', [['alertThreshold', 'Edm.Int32'],
    ['synchronizationPreventionType', 'graph.onPremisesDirectorySynchronizationDeletionPreventionType']]),
  enumeration('onPremisesDirectorySynchronizationDeletionPreventionType', ['disabled', 'enabledForCount', 'enabledForPercentage', 'unknownFutureValue']),
  type('EntityType', 'directory', '', [], [['onPremisesSynchronization', 'Collection(graph.onPremisesDirectorySynchronization)']]),
].join('')}</Schema>`;
