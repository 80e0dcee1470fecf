// Which data types a run asks for, and why not the others.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/connection.h"
#include "domain/schedule.h"
#include "domain/tier.h"
#include "store/records.h"
#include "store/runs.h"
#include "types/data_type.h"

namespace reeve::sync {

// A run ends a little later than it begins: what is due within this is asked for now, so that a
// type of an hour is not asked every second hour.
inline constexpr base::Millis kDueSlack{10 * 60 * 1000};

// Microsoft makes a report about once a day and answers few questions for one
// (reference/microsoft-cloud.md C.5): a run that a person started leaves out what was read whole
// within this, instead of waiting for the limit.
inline constexpr base::Millis kReportFresh{60 * 60 * 1000};

// Why a type is not asked for in this run.
struct NotAsked {
  std::string state;  // absent: it cannot be had; not_asked: not chosen, or not yet
  std::string reason, sentence, remedy;
  // What is known from before stays as it is: the type is only not due.
  bool keeps_state = false;
};

// What is known of the tenant before a type is asked for.
struct Situation {
  // Service plans of its licenses that are in force; nothing where the licenses were never listed.
  std::optional<std::vector<std::string>> plans;
  // Of the connection in use; nothing where there is none.
  std::optional<domain::Tier> tier;
  std::vector<store::TypeState> states;
  domain::Schedule schedule;  // intervals that people gave single types
};
// `tier`: as tier_of gives it. `licenses_listed`: this very run has them all.
Situation situation_of(db::Connection& c, base::Id tenant, std::optional<domain::Tier> tier,
                       bool licenses_listed);
// The tenant's schedule in force.
domain::Schedule schedule_of(db::Connection& c, base::Id tenant);
std::optional<domain::Tier> tier_of(db::Connection& c, std::optional<base::Id> connection);

// Nothing: ask. What is unknown never stops a question.
std::optional<NotAsked> why_not(const types::DataType& type, const store::Run& run,
                                const Situation& known, base::Time now);

}  // namespace reeve::sync
