// What can go wrong on demand: /_control/faults sets it, answers run through it.
//
// A kind is one row of the table in faults.cpp. To add one, add the row: where it strikes, how
// often unless told, and either the AADSTS code of a refused token or what it does to an answer.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "message.h"

namespace cloud {

struct Fault {
  std::string id;
  std::string kind;
  std::string tenant;    // empty: every tenant
  std::string path;      // a route such as "/users"; empty: every one, or "/users" with a page
  int page = 0;          // 0: every page
  int times = 0;         // how often it still strikes; 0: until mended
  int seconds = 0;       // Retry-After
  int milliseconds = 0;  // delay
};

enum class Stage {
  token,   // the token endpoint refuses every grant
  person,  // it refuses the tokens of people: codes and refresh tokens
  before,  // the answer is made by the fault
  after,   // the true answer is spoiled on its way out
  state,   // nothing is struck: answers ask has() and tell another state of the tenant
};

struct FaultKind {
  std::string_view name;
  std::string_view summary;
  Stage stage;
  int times;   // when the request does not say; 0: until mended
  int aadsts;  // for Stage::token and Stage::person
  void (*spoil)(const Fault&, const Request&, std::int64_t now, Response&);  // for the others
};

std::span<const FaultKind> fault_kinds();
const FaultKind* fault_kind(std::string_view name);

// Where an answer is about to be struck.
struct Moment {
  Stage stage;
  std::string_view tenant;
  std::string_view path;  // the route's pattern
  int page = 0;           // of a listing; 0 elsewhere
};

// Safe on any thread. At most kMostFaults are active; more are refused by add().
class Faults {
 public:
  static constexpr std::size_t kMostFaults = 1000;

  bool add(Fault fault);
  void mend_all();
  bool mend(std::string_view id);
  std::vector<Fault> active() const;
  // True while a fault of that kind stands for that tenant or for everybody.
  bool has(std::string_view kind, std::string_view tenant) const;
  // The first fault that meets this moment; it counts as one strike.
  std::optional<Fault> strike(const Moment& moment);

 private:
  mutable std::mutex mutex_;
  std::vector<Fault> active_;
};

}  // namespace cloud
