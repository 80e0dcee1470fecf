// Binds a Graph client to one tenant.
#include "sync/graph_source.h"

#include <utility>

namespace reeve::sync {

Source graph_source(std::shared_ptr<microsoft::GraphClient> client, const std::string& tenant,
                    const std::string& application) {
  using Options = microsoft::AskOptions;
  Source source;
  source.application = application;
  source.list = [client, tenant](const std::string& path, const OnPage& on_page,
                                 std::stop_token stop, const Options& options) {
    return client->list(tenant, path, on_page, std::move(stop), options);
  };
  source.get = [client, tenant](const std::string& path, std::stop_token stop,
                                const Options& options) {
    return client->get(tenant, path, std::move(stop), options);
  };
  source.report = [client, tenant](const std::string& path, std::stop_token stop,
                                   const Options& options) {
    return microsoft::read_report(*client, tenant, path, std::move(stop), options);
  };
  source.batch = [client, tenant](const std::vector<microsoft::BatchQuestion>& questions,
                                  std::stop_token stop, const Options& options) {
    return microsoft::ask_in_batches(*client, tenant, questions, std::move(stop), options);
  };
  return source;
}

}  // namespace reeve::sync
