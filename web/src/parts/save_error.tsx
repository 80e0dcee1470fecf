// Why saving failed. Where somebody else was faster, what one typed stays until one chooses to load the newest.
import { ApiError } from '../api/client';
import { ErrorNotice, Notice, sentenceOf } from './error_notice';

export function SaveError({ error, reload }: { error: unknown; reload?: (() => void) | undefined }) {
  if (error instanceof ApiError && error.status === 409 && reload) {
    return (
      <Notice
        color="orange"
        title="Somebody else changed this meanwhile"
        sentence={sentenceOf(error)}
        remedy="What you typed is still here; copy what you need, then load the newest."
        retry={reload}
        retryLabel="Load the newest"
      />
    );
  }
  return <ErrorNotice error={error} />;
}
