// The doctor's questions to Graph: each becomes a fact, or the reason why it is none.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "connect/doctor_facts.h"
#include "microsoft/graph.h"

namespace reeve::connect {

// Questions to Graph in one tenant, with the first token that is let in.
class Questions {
 public:
  Questions(Services& services, const microsoft::Cloud& cloud, std::string tenant, std::string name,
            std::stop_token stop)
      : services_(services),
        cloud_(cloud),
        tenant_(std::move(tenant)),
        name_(std::move(name)),
        stop_(std::move(stop)) {}

  struct Question {
    std::string path, permission, subject;
  };
  using Tokens = std::vector<const AskedToken*>;

  Fact<base::json::value> one(const Question& question, const Tokens& tokens) {
    return with_each<base::json::value>(question, tokens, [&](microsoft::GraphClient& graph) {
      Fact<base::json::value> out;
      const auto answer = graph.get(tenant_, question.path, stop_, options(question));
      if (answer.ok) out.value = base::try_parse_json(answer.body).value_or(base::json::value{});
      out.why = answer.sentence;
      out.remedy = answer.remedy;
      return out;
    });
  }

  Fact<std::vector<base::json::value>> all(const Question& question, const Tokens& tokens) {
    return with_each<std::vector<base::json::value>>(
        question, tokens, [&](microsoft::GraphClient& graph) {
          Fact<std::vector<base::json::value>> out;
          std::vector<base::json::value> rows;
          const auto listing = graph.list(
              tenant_, question.path,
              [&](const microsoft::Page& page) {
                for (const auto object : page.objects)
                  if (auto parsed = base::try_parse_json(object))
                    rows.push_back(*std::move(parsed));
              },
              stop_, options(question));
          if (listing.complete) out.value = std::move(rows);
          out.why = listing.sentence;
          out.remedy = listing.remedy;
          return out;
        });
  }

 private:
  microsoft::AskOptions options(const Question& question) const {
    microsoft::AskOptions out;
    out.background = false;
    out.permission = question.permission;
    out.subject = question.subject;
    out.tenant_name = name_;
    return out;
  }

  template <class T>
  Fact<T> with_each(const Question& question, const Tokens& tokens,
                    const std::function<Fact<T>(microsoft::GraphClient&)>& ask) {
    Fact<T> first;
    bool tried = false;
    for (const auto* token : tokens) {
      if (!token->token) continue;
      microsoft::GraphClient graph(
          services_.transport, services_.clock, services_.random, cloud_,
          [token](const std::string&, std::stop_token) { return token->token->value.clone(); });
      auto got = ask(graph);
      if (got.value) return got;
      if (!tried) first = std::move(got);
      tried = true;
    }
    if (!tried)
      first.why = fmt::format("The {} of {} cannot be asked for: Microsoft gives no token for it.",
                              question.subject, name_);
    first.waits_for = missing_token(tokens);
    return first;
  }

  // Why the first token that would have been asked with is not there; empty when all are.
  static std::string missing_token(const Tokens& tokens) {
    for (const auto* token : tokens)
      if (!token->token) return token->blamed.empty() ? "connection-consented" : token->blamed;
    return {};
  }

  Services& services_;
  const microsoft::Cloud& cloud_;
  std::string tenant_, name_;
  std::stop_token stop_;
};

template <class To, class From, class Map>
Fact<To> mapped(Fact<From> from, Map&& map) {
  Fact<To> out;
  if (from.value) out.value = map(*from.value);
  out.why = std::move(from.why);
  out.remedy = std::move(from.remedy);
  out.waits_for = std::move(from.waits_for);
  return out;
}

}  // namespace reeve::connect
