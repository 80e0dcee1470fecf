// Makes companies, documents most of them, gives each a tenant, and lets people write their names.
#include "noisy_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <set>

#include "base/text.h"
#include "domain/organization.h"
#include "words.h"

namespace reeve::bench {
namespace {

constexpr Noise kNoise[] = {
    {"same", "the very same name", 15},
    {"legal form", "another legal form, or none, or \"The\" before it", 22},
    {"punctuation", "capitals, dots, \"&\" and \"and\", hyphens", 9},
    {"typo", "one or two letters changed, lost, doubled or swapped", 15},
    {"abbreviation", "Manufacturing and Mfg, International and Intl, initials of a word", 9},
    {"translation", "the trade in another language", 6},
    {"swapped words", "the words in another order", 6},
    {"dropped word", "the place or the trade left out", 5},
    {"run together", "blanks left out", 4},
    {"accents", "ü written u or ue, ø written o", 5},
    // Two companies of one name, of which both, or only the other one, are documented.
    {"collision", "two companies with one name", 3},
    {"another name", "a brand, an old name, the owner's name: nothing alike", 1},
};
static_assert([] {
  int all = 0;
  for (const Noise& noise : kNoise) all += noise.percent;
  return all == 100;
}());

constexpr int kUndocumentedPercent = 20;  // tenants whose company is not documented
constexpr int kNoContactsPercent = 12;    // organizations without a single address
constexpr int kOnlyFreeMailPercent = 5;   // organizations whose contacts have free mail only
constexpr int kWebsitePercent = 35;
constexpr int kDevicesPercent = 60;  // both sides know serial numbers
constexpr std::string_view kFreeMail[] = {"gmail.com", "outlook.com", "yahoo.com", "gmx.de"};

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  // The standard's distributions differ between libraries; this does not.
  std::size_t below(std::size_t n) { return engine_() % n; }
  bool percent(int n) { return below(100) < static_cast<std::size_t>(n); }
  template <class List>
  const auto& one_of(const List& list) {
    return list[below(std::size(list))];
  }

 private:
  std::mt19937 engine_;
};

struct Company {
  std::vector<std::string> words;      // as documented, without legal form
  std::size_t trade = kTrades.size();  // which word list entry the word `trade_at` is
  std::size_t trade_at = 0;
  std::string legal;
  std::string domain;
  std::vector<std::string> serials;
  std::string name() const {
    std::string out = base::join(words, " ");
    return legal.empty() ? out : out + " " + legal;
  }
};

std::vector<std::string> split(std::string_view words) { return base::split(words, ' '); }

void add(std::vector<std::string>& words, std::string_view more) {
  for (auto& word : split(more)) words.push_back(std::move(word));
}

Company make_company(Dice& dice) {
  Company company;
  const std::size_t shape = dice.below(10);
  if (shape < 4) {
    add(company.words, dice.one_of(kSurnames));
  } else if (shape < 6) {
    add(company.words, fmt::format("{} & {}", dice.one_of(kSurnames), dice.one_of(kSurnames)));
  } else {
    add(company.words, fmt::format("{} {}", dice.one_of(kFirsts), dice.one_of(kSeconds)));
  }
  company.trade = dice.below(kTrades.size());
  company.trade_at = company.words.size();
  add(company.words, kTrades[company.trade][dice.below(4)]);
  if (dice.percent(45)) add(company.words, dice.one_of(kPlaces));
  if (dice.percent(70)) company.legal = dice.one_of(kLegal);
  return company;
}

// What a company buys rarely spells its whole name.
std::string domain_of(Dice& dice, const Company& company, std::size_t number) {
  std::string base;
  for (const char c : base::ascii_lower(base::fold(company.words.front())))
    if (c >= 'a' && c <= 'z') base += c;
  if (base.empty()) base = "firm";
  const char* ends[] = {"com", "de", "fr", "es", "net", "co.uk"};
  return fmt::format("{}{}.{}", base, number, dice.one_of(ends));
}

std::string swap_legal(Dice& dice, const Company& company) {
  Company other = company;
  switch (dice.below(3)) {
    case 0:
      other.legal.clear();
      break;
    case 1:
      other.legal = dice.one_of(kLegal);
      break;
    default:
      other.words.insert(other.words.begin(), "The");
  }
  return other.name();
}

std::string punctuated(Dice& dice, const Company& company) {
  std::string name = company.name();
  switch (dice.below(4)) {
    case 0:
      return base::ascii_lower(name);
    case 1:
      std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      });
      return name;
    case 2: {
      const auto at = name.find(" & ");
      return at == std::string::npos ? name + "." : name.replace(at, 3, " and ");
    }
    default:
      std::ranges::replace(name, ' ', '-');
      return name;
  }
}

// Changes an ASCII letter only, so that the text stays UTF-8.
std::string mistyped(Dice& dice, std::string name) {
  for (std::size_t slips = 1 + dice.below(2); slips > 0; --slips) {
    std::size_t at = dice.below(name.size());
    const auto letter = [&](std::size_t i) {
      return (name[i] >= 'a' && name[i] <= 'z') || (name[i] >= 'A' && name[i] <= 'Z');
    };
    for (std::size_t tries = 0; tries < name.size() && !letter(at); ++tries)
      at = (at + 1) % name.size();
    if (!letter(at)) return name;
    switch (dice.below(4)) {
      case 0:
        name[at] = static_cast<char>('a' + dice.below(26));
        break;
      case 1:
        if (name.size() > 4) name.erase(at, 1);
        break;
      case 2:
        name.insert(at, 1, name[at]);
        break;
      default:
        if (at + 1 < name.size() && letter(at + 1)) std::swap(name[at], name[at + 1]);
    }
  }
  return name;
}

std::string abbreviated(Dice& dice, Company company) {
  constexpr std::pair<std::string_view, std::string_view> kShort[] = {
      {"Manufacturing", "Mfg"}, {"Services", "Svcs"},    {"Technologies", "Tech"},
      {"Engineering", "Eng"},   {"Medical", "Med."},     {"Construction", "Constr."},
      {"Solutions", "Soln"},    {"Insurance", "Ins."},   {"Consulting", "Cons."},
      {"Logistics", "Log."},    {"Electronics", "Elec."}};
  for (auto& word : company.words)
    for (const auto& [full, shorter] : kShort)
      if (word == full) {
        word = shorter;
        return company.name();
      }
  // No word that everybody shortens: the longest loses its end.
  auto longest = std::ranges::max_element(company.words, {}, &std::string::size);
  if (longest->size() > 6) *longest = base::fold(*longest).substr(0, 5 + dice.below(2)) + ".";
  return company.name();
}

std::string translated(Dice& dice, Company company) {
  const std::string before = company.words[company.trade_at];
  for (int tries = 0; tries < 8 && company.words[company.trade_at] == before; ++tries)
    company.words[company.trade_at] = kTrades[company.trade][dice.below(4)];
  return company.name();
}

std::string turned(Dice& dice, Company company) {
  std::erase(company.words, "&");
  const auto by = static_cast<std::ptrdiff_t>(1 + dice.below(company.words.size() - 1));
  std::rotate(company.words.begin(), company.words.begin() + by, company.words.end());
  return company.name();
}

std::string shortened(Dice& dice, Company company) {
  if (company.words.size() > company.trade_at + 1 && dice.percent(70))
    company.words.pop_back();
  else
    company.words.erase(company.words.begin() + static_cast<std::ptrdiff_t>(company.trade_at));
  if (company.words.back() == "&") company.words.pop_back();
  return company.name();
}

std::string together(const Company& company) {
  std::string name = base::join(company.words, "");
  return company.legal.empty() ? name : name + " " + company.legal;
}

std::string without_accents(Dice& dice, const Company& company) {
  constexpr std::pair<std::string_view, std::string_view> kLong[] = {
      {"ü", "ue"}, {"ö", "oe"}, {"ä", "ae"}, {"ø", "oe"}, {"å", "aa"}, {"Å", "Aa"}};
  std::string name = company.name();
  if (dice.percent(60))
    for (const auto& [letter, spelled] : kLong)
      for (auto at = name.find(letter); at != std::string::npos; at = name.find(letter))
        name.replace(at, letter.size(), spelled);
  return base::fold(name);
}

std::string noisy(Dice& dice, const Company& company, std::string_view noise) {
  if (noise == "legal form") return swap_legal(dice, company);
  if (noise == "punctuation") return punctuated(dice, company);
  if (noise == "typo") return mistyped(dice, company.name());
  if (noise == "abbreviation") return abbreviated(dice, company);
  if (noise == "translation") return translated(dice, company);
  if (noise == "swapped words") return turned(dice, company);
  if (noise == "dropped word") return shortened(dice, company);
  if (noise == "run together") return together(company);
  if (noise == "accents") return without_accents(dice, company);
  if (noise == "another name") return make_company(dice).name();
  return company.name();  // same, collision
}

std::string_view noise_for(Dice& dice) {
  auto roll = static_cast<int>(dice.below(100));
  for (const Noise& one : kNoise) {
    if (roll < one.percent) return one.name;
    roll -= one.percent;
  }
  return kNoise[0].name;
}

class Maker {
 public:
  Maker(std::uint32_t seed, Known known) : dice_(seed), known_(known) {}

  World make(std::size_t companies) {
    while (world_.tenants.size() < companies) {
      const std::string_view noise = noise_for(dice_);
      Company company = fresh();
      if (noise == "collision") {
        add_collision(std::move(company));
        continue;
      }
      const auto documented =
          dice_.percent(kUndocumentedPercent) ? std::nullopt : std::optional(document(company));
      add_tenant(company, noisy(dice_, company, noise), noise, documented);
    }
    // Organizations without a tenant: customers who have no Microsoft 365, or are not connected.
    for (std::size_t i = 0; i < companies / 5; ++i) document(fresh());
    shuffle(world_.tenants);
    shuffle(world_.organizations);
    return std::move(world_);
  }

 private:
  // A name that no company has yet: those that share one are made on purpose.
  Company fresh() {
    for (;;) {
      Company company = make_company(dice_);
      if (!names_.insert(base::join(company.words, " ")).second) continue;
      describe(company);
      return company;
    }
  }

  void describe(Company& company) {
    const std::size_t number = ++companies_;
    company.domain = domain_of(dice_, company, number);
    for (std::size_t i = 0; i < 5; ++i)
      company.serials.push_back(fmt::format("SN{}X{}", number, i));
  }

  // The second company of the name has another legal form, another domain and other devices. In
  // every other case only one of both is documented, and once only the other one's tenant is there.
  void add_collision(Company company) {
    Company other = company;
    other.serials.clear();
    // No register takes a second company with the very same name and form.
    while (domain::legal_form(other.name()) == domain::legal_form(company.name()))
      other.legal = dice_.one_of(kLegal);
    describe(other);
    switch (dice_.below(4)) {
      case 0:
        add_tenant(company, company.name(), "collision", document(company));
        add_tenant(other, other.name(), "collision", document(other));
        break;
      case 1:
        add_tenant(company, company.name(), "collision", document(company));
        add_tenant(other, other.name(), "collision", std::nullopt);
        break;
      case 2:
        add_tenant(company, company.name(), "collision", document(company));
        document(other);
        break;
      default:
        add_tenant(company, company.name(), "collision", std::nullopt);
        document(other);
    }
  }

  base::Id document(const Company& company) {
    match::OrganizationEvidence one;
    one.id = 100'000 + static_cast<base::Id>(world_.organizations.size());
    one.name = company.name();
    if (known_ == Known::evidence) add_documents(company, one);
    world_.organizations.push_back(std::move(one));
    return world_.organizations.back().id;
  }

  void add_documents(const Company& company, match::OrganizationEvidence& one) {
    if (!dice_.percent(kNoContactsPercent)) {
      const bool free_only = dice_.percent(kOnlyFreeMailPercent);
      for (std::size_t n = 1 + dice_.below(12); n > 0; --n)
        one.email_domains.push_back(
            free_only || dice_.percent(8) ? std::string(dice_.one_of(kFreeMail)) : company.domain);
    }
    if (dice_.percent(kWebsitePercent)) one.website_domains.push_back("www." + company.domain);
    if (dice_.percent(kDevicesPercent)) one.serials = company.serials;
  }

  void add_tenant(const Company& company, std::string name, std::string_view noise,
                  std::optional<base::Id> documented) {
    match::TenantEvidence one;
    one.id = 1 + static_cast<base::Id>(world_.tenants.size());
    one.name = std::move(name);
    if (known_ == Known::evidence) {
      one.domains = {company.domain, fmt::format("t{}.onmicrosoft.com", one.id)};
      if (dice_.percent(kDevicesPercent)) one.serials = company.serials;
    }
    world_.truth[one.id] = documented;
    world_.noise[one.id] = noise;
    world_.tenants.push_back(std::move(one));
  }

  template <class List>
  void shuffle(List& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[dice_.below(i)]);
  }

  Dice dice_;
  Known known_;
  World world_;
  std::set<std::string> names_;
  std::size_t companies_ = 0;
};

}  // namespace

std::span<const Noise> noise_table() { return kNoise; }

World make_world(std::size_t companies, std::uint32_t seed, Known known) {
  return Maker(seed, known).make(companies);
}

}  // namespace reeve::bench
