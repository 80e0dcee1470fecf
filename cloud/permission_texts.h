// What Microsoft's consent pages call each permission, for the resource's own listing of them.
#pragma once

#include <string_view>

namespace cloud {

struct PermissionText {
  std::string_view name;
  std::string_view application;  // the words of the application permission
  std::string_view delegated;    // the words of the delegated permission
  bool admin_required = true;    // only an administrator may consent to the delegated one
};

// The row of that permission; for one without a row its name stands for the words.
PermissionText permission_text(std::string_view name);

}  // namespace cloud
