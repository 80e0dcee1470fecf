// Each does with the database what a careless sync would do.
#include "spoil.h"

#include <fmt/format.h>

#include "store/delta_cursors.h"
#include "store/records.h"

namespace reeve::simulation {
namespace {

void move_cursor(World& world, const store::Run& run) {
  world.write([&](db::Connection& c) {
    auto cursor = store::find_delta_cursor(c, run.tenant, "users");
    if (!cursor) return;
    const auto dash = cursor->link.rfind('-');
    const auto equals = cursor->link.rfind('=');
    cursor->link = fmt::format("{}{}{}", cursor->link.substr(0, equals + 1),
                               world.tenant_of(run.tenant).version(), cursor->link.substr(dash));
    store::set_delta_cursor(c, run.tenant, "users", *cursor);
  });
}

void mark_one_gone(World& world, const store::Run& run) {
  world.write([&](db::Connection& c) {
    const auto users = store::records_for_matching(c, run.tenant, "users");
    if (users.empty()) return;
    store::mark_gone(c, run.tenant, "users", run.id, {users.back().record.id}, world.clock.now());
  });
}

void write_event(World& world, const store::Run& run) {
  world.write([&](db::Connection& c) {
    store::RunEvent event;
    event.run = run.id;
    event.tenant = run.tenant;
    event.at = world.clock.now();
    event.kind = "note";
    event.code = "spoiled";
    event.sentence = "Written without asking whose run it is.";
    std::vector<store::RunEvent> events{event};
    store::add_run_events(c, events);
  });
}

void overwrite(World& world) {
  if (world.written.empty()) return;
  const base::Id contact = world.written.begin()->first;
  world.write([&](db::Connection& c) {
    store::ContactPatch patch;
    patch.first_name = "Nobody";
    store::update_contact(c, store::Scope::unscoped(), {}, contact, patch, std::nullopt,
                          world.clock.now());
  });
}

}  // namespace

void spoil(World& world, Sabotage sabotage, std::string_view point, const store::Run& run) {
  if (sabotage == Sabotage::cursor_with_first_page && point == "after_page")
    move_cursor(world, run);
  if (sabotage == Sabotage::prune_on_partial && point == "before_prune") mark_one_gone(world, run);
  if (sabotage == Sabotage::write_without_fence) write_event(world, run);
  if (sabotage == Sabotage::blank_over_people && point == "before_apply") overwrite(world);
}

}  // namespace reeve::simulation
