// Usage: bench_matching [TENANTS]. How well tenants find their organizations under noisy names, and
// how fast: precision and recall of what matches by itself, and how often the first suggestion is
// the right one.
#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <map>
#include <string_view>

#include "noisy_names.h"

namespace reeve::bench {
namespace {

constexpr double kNamesFirst = 0.95, kEvidenceFirst = 0.99;  // of those that are documented

struct Tally {
  int all = 0, documented = 0, automatic = 0, automatic_right = 0, first_right = 0, suggested = 0;
};

// Whether the tenant's company is what the matching says first, be it by itself or as a suggestion.
void count(Tally& tally, const World& world, const match::TenantMatch& one) {
  const auto truth = world.truth.at(one.tenant);
  ++tally.all;
  if (truth) ++tally.documented;
  if (one.exact) {
    ++tally.automatic;
    if (one.exact == truth) ++tally.automatic_right;
  }
  const auto first = one.exact ? one.exact
                     : one.suggestions.empty()
                         ? std::nullopt
                         : std::optional(one.suggestions.front().organization);
  if (first) ++tally.suggested;
  if (truth && first == truth) ++tally.first_right;
}

double share(int part, int of) {
  return of == 0 ? 1 : static_cast<double>(part) / static_cast<double>(of);
}

bool measure(std::string_view title, Known known, double limit, std::size_t companies) {
  const World world = make_world(companies, 20261123, known);
  const std::clock_t began = std::clock();  // of this process, whatever else the machine does
  const auto matches = match::match_tenants(world.tenants, world.organizations);
  const double took = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  Tally whole;
  std::map<std::string_view, Tally> by_noise;
  for (const auto& one : matches) {
    count(whole, world, one);
    count(by_noise[world.noise.at(one.tenant)], world, one);
  }
  const double precision = share(whole.automatic_right, whole.automatic);
  const double first = share(whole.first_right, whole.documented);
  fmt::print("matching, {}: {} tenants, {} organizations, {:.2f} s\n", title, world.tenants.size(),
             world.organizations.size(), took);
  fmt::print(
      "  by itself: precision {:.4f}, recall {:.3f}; first suggestion right {:.4f} (limit {}); {} "
      "wrong\n",
      precision, share(whole.automatic_right, whole.documented), first, limit,
      whole.automatic - whole.automatic_right);
  for (const Noise& noise : noise_table()) {
    const Tally& tally = by_noise[noise.name];
    fmt::print("  {:>3} % {:<14} first right {:.3f} of {:>4}, by itself {:>4}, wrong {}\n",
               noise.percent, noise.name, share(tally.first_right, tally.documented),
               tally.documented, tally.automatic, tally.automatic - tally.automatic_right);
  }
  // By its name alone a company cannot be told from another of that name of which no tenant is
  // known.
  return first >= limit && (known == Known::names || precision >= 1.0);
}

}  // namespace
}  // namespace reeve::bench

int main(int argc, char** argv) {
  using namespace reeve::bench;
  const std::size_t companies = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 5'000;
  const bool names = measure("names alone", Known::names, kNamesFirst, companies);
  const bool evidence =
      measure("names, domains, websites, serials", Known::evidence, kEvidenceFirst, companies);
  return names && evidence ? 0 : 1;
}
