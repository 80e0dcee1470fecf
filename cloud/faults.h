// What can go wrong on demand: /_control/faults sets it, answers run through it.
//
// A kind is one row of the table in faults.cpp. To add one, add the row: where it strikes, how
// often unless told, and either the AADSTS code of a refused token or what it does to an answer;
// then add a test of the same name to fault_wire_test.cpp, which fails until it is there.
#pragma once

#include <atomic>
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
  std::string tenant;      // empty: every tenant
  std::string path;        // a route such as "/users"; empty: every one, or "/users" with a page
  int page = 0;            // 0: every page
  int times = 0;           // how often it still strikes; 0: until mended
  int seconds = 0;         // Retry-After, or how far a clock is off, or how long reads lag
  int milliseconds = 0;    // delay
  int code = 0;            // AADSTS number of the kind "aadsts"
  double share = 1;        // of the requests that it meets
  std::uint64_t seed = 0;  // which ones of them
  std::uint64_t met = 0;   // how many it met
};

enum class Stage {
  token,        // the token endpoint refuses every grant
  person,       // it refuses the tokens of people: codes and refresh tokens
  before,       // the answer is made by the fault
  after,        // the true answer is spoiled on its way out
  delta,        // a round of a delta query goes wrong (graph_delta.cpp)
  state,        // a tenant is so; whoever it concerns asks find()
  bms,          // the answer of BMS is made by the fault
  bms_created,  // BMS has made the record, and what it answers is made by the fault
  bms_after,    // BMS's true answer is spoiled on its way out
};

// One answer that is struck.
struct Struck {
  const Fault& fault;
  const Request& request;
  std::int64_t now;
  std::string_view graph;  // Graph's origin, for links
};

struct FaultKind {
  std::string_view name = {};
  std::string_view aliases = {};  // other spellings, separated by blanks
  Stage stage = Stage::before;
  int times = 0;   // when the request does not say; 0: until mended
  int aadsts = 0;  // for Stage::token and Stage::person
  void (*spoil)(const Struck&, Response&) = nullptr;  // for Stage::before and Stage::after
  bool listings = false;                              // only answers that list something
  bool whole = false;  // what travels as a whole: nothing inside a batch
  int seconds = 0;     // when the request does not say
  int milliseconds = 0;
  double share = 1;
  std::string_view summary = {};
};

std::span<const FaultKind> fault_kinds();
// By name or another spelling; null when there is none.
const FaultKind* fault_kind(std::string_view name);

// Where an answer is about to be struck.
struct Moment {
  Stage stage;
  std::string_view tenant;
  std::string_view path;  // the route's pattern
  int page = 0;           // of a listing; 0 elsewhere
  bool batched = false;
  bool listing = false;     // the answer lists something
  bool named_only = false;  // only faults that name this path
};

// Safe on any thread. At most kMostFaults are active; more are refused by add().
class Faults {
 public:
  static constexpr std::size_t kMostFaults = 1000;

  bool any() const { return count_.load(std::memory_order_relaxed) > 0; }
  bool add(Fault fault);
  void mend_all();
  bool mend(std::string_view id);
  std::vector<Fault> active() const;
  // The first fault that meets this moment; it counts as one strike.
  std::optional<Fault> strike(const Moment& moment);
  // The first fault of that kind which concerns the tenant; counts nothing.
  std::optional<Fault> find(std::string_view kind, std::string_view tenant) const;
  // True while a fault of that kind stands for that tenant or for everybody.
  bool has(std::string_view kind, std::string_view tenant) const {
    return any() && find(kind, tenant).has_value();
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Fault> active_;
  std::atomic<std::size_t> count_{0};
};

}  // namespace cloud
