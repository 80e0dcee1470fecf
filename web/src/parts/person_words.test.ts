// The words for Microsoft's states of a person.
import { describe, expect, test } from 'vitest';
import { personStateOptions, personStateWord, stepOf, stepWords } from './person_words';

describe('states of a person', () => {
  test('each has a word, and what is not known is not called no', () => {
    expect(personStateOptions).toHaveLength(7);
    expect(personStateWord('removed').why).toContain('not known');
    expect(personStateWord('something new').word).toBe('something new');
  });

  test('who was gone and is there again has returned', () => {
    expect(stepOf('soft_deleted', 'enabled')).toBe('returned');
    expect(stepOf('soft_deleted', 'deleted')).toBe('deleted');
    expect(stepOf('disabled', 'enabled')).toBe('enabled');
    expect(stepWords('soft_deleted', 'enabled')).toBe('Returned (was deleted, restorable)');
    expect(stepWords('removed', 'disabled')).toBe('Returned as disabled (was not listed any more)');
    expect(stepWords('enabled', 'disabled')).toBe('Disabled (was enabled)');
  });
});
