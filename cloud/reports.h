// What the parts of Graph's usage reports share.
#pragma once

#include "graph.h"

namespace cloud {

// True when the reports of that tenant show codes instead of names: by its own setting, or by the
// fault concealed-names.
bool names_concealed(const Cloud& cloud, const Tenant& tenant);

// A person needs one of the roles that may read reports; an application does not. Throws
// GraphRefusal in the words of the reporting service.
void need_report_reader(const GraphCall& call);

}  // namespace cloud
