// Which Microsoft cloud: the hosts of sign-in, Graph and Partner Center, and whether an address
// belongs to them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reeve::microsoft {

struct Cloud {
  std::string name;   // global, gcc-high, dod, china, or the URL of a simulated cloud
  std::string login;  // origins, without a slash at the end
  std::string graph;
  std::string partner_center;  // empty where the cloud has none
  std::string graph_resource;  // what scopes name: "<resource>/.default"
  bool simulated = false;      // one origin answers for all three
};

// Throws Error{invalid} naming what is allowed. A URL must be https, or http on this machine, and
// hold nothing but an origin.
Cloud cloud_named(std::string_view name);
std::vector<std::string> cloud_names();

// Invariant 6: a token goes only to Microsoft's hosts of the connection's cloud. True when scheme,
// host and port of `url` are exactly one of the cloud's origins; false for anything that cannot be
// read without doubt (see http/url.h).
bool is_host_of(const Cloud& cloud, std::string_view url);
// The same for one host each: nextLink, deltaLink and Location must stay on Graph, keys on the
// sign-in host.
bool is_graph_url(const Cloud& cloud, std::string_view url);
bool is_login_url(const Cloud& cloud, std::string_view url);
// Where Graph leads to for the files of reports: "reports.office.com" by Microsoft's documents
// (reference/microsoft-cloud.md C.5), in life also a regional name beside it, which is why any
// https host below office.com (and office365.us, office.cn in their clouds: a guess) is taken. No
// token ever goes there.
bool is_report_url(const Cloud& cloud, std::string_view url);

// Whether `text` has the form of a tenant id (a GUID), so that it may stand in a path.
bool is_guid(std::string_view text);

}  // namespace reeve::microsoft
