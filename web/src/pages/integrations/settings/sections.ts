// All sections of the sync settings, in the order of their tabs.
import { ChoosingSection } from './choosing_section';
import { DevicesSection } from './devices_section';
import { GuardSection } from './guard_section';
import { LeaversSection } from './leavers_section';
import { MappingSection } from './mapping_section';
import { MatchingSection } from './matching_section';
import { ScheduleSection } from './schedule_section';
import type { Section } from './section';

export const sections: readonly Section[] = [
  { name: 'choosing', title: 'What to sync', line: "Which of Microsoft's people, licenses and devices reach the documentation.", Card: ChoosingSection },
  { name: 'mapping', title: 'Field mapping', line: "Which of Microsoft's fields goes where, and who wins where both have a value.", Card: MappingSection },
  { name: 'matching', title: 'Finding contacts', line: 'How a Microsoft user finds its contact, and what becomes of people who have none.', Card: MatchingSection },
  { name: 'devices', title: 'Devices and locations', line: 'Which devices become configurations, and what proves that two are the same.', Card: DevicesSection },
  { name: 'schedule', title: 'Schedule', line: 'When and how often tenants are synced by themselves.', Card: ScheduleSection },
  { name: 'guard', title: 'Safety limits', line: 'How much one sync may change before a person must agree.', Card: GuardSection },
  { name: 'leavers', title: 'People who leave', line: 'What becomes of a contact whose user is disabled, deleted or back again.', Card: LeaversSection },
];
