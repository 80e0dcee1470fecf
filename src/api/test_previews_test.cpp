// What the small world of the API's tests answers when a preview is asked for.
#include "api/test_world.h"

namespace reeve::api {

// One user in conflict between two contacts, and counts of more.
domain::SyncPreview rehearsed_preview() {
  domain::SyncPreview preview;
  preview.read = preview.whole = true;
  preview.read_at = base::from_ms(1'780'000'000'000);
  preview.counts.outcomes = {{"match", 1}, {"create", 2}, {"unclear", 1}, {"skip", 3}};
  preview.counts.reasons = {{"match", {{"alias", 1}}}, {"skip", {{"guest", 2}, {"room", 1}}}};
  domain::PreviewRow row;
  row.record = 7;
  row.title = "Ann Lee (ann@contoso.com)";
  row.outcome = "unclear";
  row.reason = "several_contacts";
  row.sentence = "Ann Lee fits more than one contact.";
  row.candidates = {{11, "Ann Lee", {"ann@contoso.com"}, "has the address ann@contoso.com", ""},
                    {12, "Lee, Ann", {}, "has the same name", "Bob"}};
  row.writes = {{"set", "title", "", "Clerk"}};
  preview.rows = {row};
  preview.rows_found = 1;
  return preview;
}

}  // namespace reeve::api
