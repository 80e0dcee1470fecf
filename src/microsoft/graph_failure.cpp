// What each refusal of Graph means to a technician (reference/microsoft-cloud.md C, D.2, D.4).
// Codes are compared, messages never.
#include "microsoft/graph_failure.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"

namespace reeve::microsoft {

namespace {

constexpr std::size_t kMaxDetail = 500;

std::string permission_remedy(const AskOptions& options) {
  if (options.permission.empty())
    return "Grant the application the permission it needs in that tenant (admin consent).";
  return fmt::format(
      "Grant the application the permission {} in that tenant (admin consent), and check the roles "
      "of the "
      "service account there.",
      options.permission);
}

// An expired delta link: "40X such as syncStateNotFound" (reference/microsoft-cloud.md C.9).
bool is_resync(std::string_view graph_code) {
  const auto code = base::ascii_lower(graph_code);
  return code == "syncstatenotfound" || code == "resyncrequired" || code == "syncstateinvalid";
}

// Intune's own message where a tenant has no Intune (reference/microsoft-cloud.md C.7). The code is
// BadRequest, which says nothing, so this one message is compared.
bool is_without_intune(std::string_view message) {
  return message.find("Request not applicable to target tenant") != std::string_view::npos;
}

void explain(Failure& failure, int status, const AskOptions& options, std::string_view subject,
             std::string_view tenant, std::string_view message) {
  const auto tell = [&](std::string_view code, std::string sentence, std::string remedy) {
    failure.code = code;
    failure.sentence = std::move(sentence);
    failure.remedy = std::move(remedy);
  };
  if (failure.graph_code == "Authentication_RequestFromNonPremiumTenantOrB2CTenant") {
    tell("no_plan", fmt::format("{} has no plan that lets Microsoft give the {}.", tenant, subject),
         "The tenant needs Entra ID P1 or P2 for it; without one nothing can be done.");
  } else if (status == 400 && is_without_intune(message)) {
    tell("no_plan", fmt::format("{} has no Intune, so there is no {}.", tenant, subject),
         "The tenant needs a license with Microsoft Intune for it; without one nothing can be "
         "done.");
  } else if (status == 410 || is_resync(failure.graph_code)) {
    tell("resync", fmt::format("Microsoft asks for the whole {} of {} again.", subject, tenant),
         "Nothing to do: everything is listed again.");
  } else if (status == 403) {
    tell("not_allowed",
         fmt::format("Microsoft does not let Reeve read the {} of {}.", subject, tenant),
         permission_remedy(options));
  } else if (status == 401) {
    tell("not_allowed", fmt::format("Microsoft does not accept Reeve's token for {}.", tenant),
         "Reconnect: open the connection in Reeve and sign in to Microsoft again.");
  } else if (status == 404) {
    tell("not_found", fmt::format("Microsoft has no {} of {}.", subject, tenant),
         "Check that the tenant still exists and that its plan includes this service.");
  } else if (status == 429 || status == 509) {
    tell("throttled",
         fmt::format("Microsoft is limiting requests for the {} of {}.", subject, tenant),
         "Nothing to do: Reeve asks again later by itself.");
  } else if (status >= 500) {
    tell(
        "server_error",
        fmt::format("Microsoft had a fault of its own while giving the {} of {}.", subject, tenant),
        "Reeve asks again with the next sync. If it stays, look at Microsoft's service health.");
  } else {
    tell("bad_request",
         fmt::format("Microsoft refused to give the {} of {} as Reeve asked for it.", subject,
                     tenant),
         "Report this with the details; updating Reeve may help.");
  }
}

}  // namespace

std::string subject_of(std::string_view path_and_query) {
  auto path = path_and_query.substr(0, path_and_query.find('?'));
  path = path.substr(path.find_last_of('/') + 1);
  return fmt::format("list of {}", base::clean_text(path));
}

Failure failure_of(const http::Response& response, const AskOptions& options,
                   std::string_view subject, std::string_view tenant) {
  Failure failure;
  const auto body = base::try_parse_json(response.body).value_or(base::json::value{});
  const auto& error = base::member(body, "error");
  failure.graph_code = base::text_member(error, "code");
  const auto message = base::clean_text(base::text_member(error, "message").substr(0, kMaxDetail));
  explain(failure, response.status, options, subject, tenant, message);
  failure.detail =
      fmt::format("HTTP {} {}: {} (request-id {})", response.status, failure.graph_code, message,
                  response.header("request-id").value_or("none"));
  return failure;
}

}  // namespace reeve::microsoft
