// Chooses how a data type is listed: by its own reader, and whole or by its changes.
#include "sync/list_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "sync/delta_pages.h"
#include "sync/mailbox_readers.h"
#include "sync/type_lister.h"

namespace reeve::sync {
namespace {

constexpr std::size_t kSlowPage = 500;
// Its one object is the tenant itself: another id shows that the answers are another tenant's.
constexpr std::string_view kOrganization = "organization";

class TypeListing {
 public:
  TypeListing(const Services& services, const Source& source, const store::Tenant& tenant,
              RunWriter& writer, const types::DataType& type, const Complete* users,
              std::stop_token stop, const microsoft::FirstAnswer* first)
      : services_(services),
        source_(source),
        tenant_(tenant),
        writer_(writer),
        type_(type),
        users_(users),
        stop_(std::move(stop)) {
    options_.permission = type.also_permission.empty() ? type.permission : type.also_permission;
    options_.subject = "list of " + base::ascii_lower(type.title);
    options_.tenant_name = tenant.name;
    options_.background = scheduled();
    if (first != nullptr) options_.first = std::make_shared<const microsoft::FirstAnswer>(*first);
  }

  TypeResult run() {
    bool starts_anew = false;
    if (const auto cursor = usable_cursor()) {
      TypeResult result = list_changes(*cursor);
      const Partial* partial = result.partial();
      if (partial == nullptr || partial->reason != "resync") return result;
      tell_resync();
      starts_anew = true;
    }
    TypeResult result = list_everything();
    result.drop_cursor = starts_anew && !result.cursor;
    return result;
  }

 private:
  bool scheduled() const { return writer_.run().started_by == "schedule"; }

  // The question that a cursor belongs to: whoever asks for other properties, or reads them in
  // another way, begins anew.
  std::string question() const {
    return fmt::format("{}#{}", types::delta_query(type_), type_.hash_version);
  }

  // A person who starts a sync gets everything compared.
  std::optional<store::DeltaCursor> usable_cursor() {
    if (type_.delta_path.empty() || !scheduled()) return std::nullopt;
    auto cursor = services_.database.read(
        [&](db::Connection& c) { return store::find_delta_cursor(c, tenant_.id, type_.name); });
    const base::Time now = writer_.now();
    const bool good = cursor && cursor->query == question() &&
                      now - cursor->issued_at < kCursorLife && now - cursor->full_at < kFullListing;
    return good ? cursor : std::nullopt;
  }

  std::shared_ptr<KnownRecords> known() {
    return std::make_shared<KnownRecords>(services_.database.read(
        [&](db::Connection& c) { return store::known_records(c, tenant_.id, type_.name); }));
  }

  // A complete round always ends with a link; without one the next begins anew.
  void keep_cursor(TypeResult& result, const microsoft::Listing& listing, base::Time issued,
                   base::Time full) {
    if (result.complete() == nullptr) return;
    result.drop_cursor = listing.delta_link.empty();
    if (!listing.delta_link.empty())
      result.cursor = store::DeltaCursor{listing.delta_link, question(), issued, full};
  }

  TypeResult list_changes(const store::DeltaCursor& cursor) {
    const base::Time began = writer_.now();
    TypeLister lister(services_, writer_, type_, known(), Round::changes);
    DeltaPages pages(services_, writer_, type_, lister, Round::changes);
    const auto listing = source_.list(
        cursor.link, [&](const microsoft::Page& page) { pages.on_page(page); }, stop_, options_);
    TypeResult result = lister.finish(listing);
    keep_cursor(result, listing, began, cursor.full_at);
    // What cannot be right by its changes is looked at whole.
    if (const Partial* partial = result.partial())
      result.drop_cursor =
          partial->reason == "empty_answer" || partial->reason == "unreadable_record";
    return result;
  }

  // What the broken round wrote is there before everything is compared with it.
  void tell_resync() {
    writer_.event({.kind = "note",
                   .type = type_.name,
                   .code = "resync",
                   .sentence = fmt::format("{}: Microsoft no longer tells what changed since the "
                                           "last sync, so everything is listed again.",
                                           type_.title)});
    writer_.flush();
  }

  TypeResult list_everything() {
    if (type_.reader == types::Reader::delta) return list_by_delta();
    const base::Time began = writer_.now();
    // Taken before the list, so that what changes meanwhile is told by the next round.
    const bool wants_cursor = !type_.delta_path.empty() && scheduled();
    const microsoft::Listing latest = wants_cursor ? latest_cursor() : microsoft::Listing{};
    TypeLister lister(services_, writer_, type_, known(), Round::everything);
    bool ours = true;
    const OnPage on_page = [&](const microsoft::Page& page) {
      ours = ours && (type_.name != kOrganization || is_this_tenant(page));
      if (!ours) return;
      lister.on_page(page);
      keep_pace(page);
    };
    microsoft::Listing listing = read(on_page);
    listing.requests += latest.requests;
    if (!ours) tell_another_tenant(listing);
    TypeResult result = lister.finish(listing);
    if (wants_cursor) keep_cursor(result, latest, began, began);
    return result;
  }

  bool is_this_tenant(const microsoft::Page& page) const {
    return std::ranges::all_of(page.objects, [&](std::string_view raw) {
      const auto object = base::try_parse_json(raw);
      const std::string id = object ? base::text_member(*object, "id") : std::string();
      return id.empty() || base::ascii_lower(id) == base::ascii_lower(tenant_.entra_tenant_id);
    });
  }

  void tell_another_tenant(microsoft::Listing& listing) const {
    listing.complete = false;
    listing.code = "another_tenant";
    listing.sentence = fmt::format(
        "What Microsoft answered for {} belongs to another tenant. Nothing of it was taken.",
        tenant_.name);
    listing.remedy =
        "Start the sync again later. If it stays, check whether a proxy mixes up answers, and tell "
        "Microsoft.";
    listing.detail = "The id of the organization is not that of the tenant.";
  }

  microsoft::Listing latest_cursor() {
    return source_.list(
        types::delta_query(type_) + "&$deltaToken=latest", [](const microsoft::Page&) {}, stop_,
        options_);
  }

  TypeResult list_by_delta() {
    const base::Time began = writer_.now();
    TypeLister lister(services_, writer_, type_, known(), Round::everything);
    DeltaPages pages(services_, writer_, type_, lister, Round::everything);
    const auto listing = source_.list(
        types::delta_query(type_), [&](const microsoft::Page& page) { pages.on_page(page); }, stop_,
        options_);
    TypeResult result = lister.finish(listing);
    keep_cursor(result, listing, began, began);
    return result;
  }

  microsoft::Listing read(const OnPage& on_page) {
    const ReaderCall call{services_, source_, tenant_, type_, users_, stop_, options_};
    switch (type_.reader) {
      case types::Reader::mailbox_report:
        return read_mailbox_report(call, on_page);
      case types::Reader::mailbox_purposes:
        writer_.flush();  // the users and mailboxes of this very run count
        return read_mailbox_purposes(call, on_page);
      case types::Reader::list:
      case types::Reader::delta:
        break;
    }
    return source_.list(asked_path(type_, source_.application), on_page, stop_, options_);
  }

  // A page that is full has another one behind it.
  void keep_pace(const microsoft::Page& page) {
    if (!type_.slow || page.objects.size() < kSlowPage) return;
    if (!services_.clock.wait_for(stop_, kSlowPause))
      throw base::Error(base::ErrorCode::canceled, "Stopped between two pages of a slow list.");
  }

  const Services& services_;
  const Source& source_;
  const store::Tenant& tenant_;
  RunWriter& writer_;
  const types::DataType& type_;
  const Complete* users_;
  std::stop_token stop_;
  microsoft::AskOptions options_;
};

}  // namespace

std::string asked_path(const types::DataType& type, std::string_view application) {
  constexpr std::string_view kApplication = "{application}";
  std::string path = types::path_and_query(type);
  if (const auto at = path.find(kApplication); at != std::string::npos)
    path.replace(at, kApplication.size(), application);
  return path;
}

TypeResult list_type(const Services& services, const Source& source, const store::Tenant& tenant,
                     RunWriter& writer, const types::DataType& type, const Complete* users,
                     std::stop_token stop, const microsoft::FirstAnswer* first) {
  return TypeListing(services, source, tenant, writer, type, users, std::move(stop), first).run();
}

}  // namespace reeve::sync
