// One page of a Graph list split into its objects without copying them.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reeve::microsoft {

struct SplitPage {
  std::vector<std::string_view> objects;  // into the body given to split()
  std::optional<std::string> next_link, delta_link;
  std::optional<std::int64_t> about;
};

// Used by one thread; keeps its buffers from page to page.
class PageSplitter {
 public:
  PageSplitter();
  // Checks the whole page (syntax, UTF-8, depth) and splits it. Bytes that are not UTF-8 and halves
  // of surrogate pairs become U+FFFD first, so that one broken name does not cost the list.
  // Nothing, with `why` filled, when it is no page. `body` is given room for simdjson's padding;
  // the result points into it.
  std::optional<SplitPage> split(std::string& body, std::string& why);

 private:
  std::optional<SplitPage> try_split(std::string& body, simdjson::error_code& error);

  simdjson::dom::parser check_;
  simdjson::ondemand::parser parser_;
};

// Replaces "\ud800" to "\udfff" that are no pair by "\ufffd"; the text keeps its length.
void mend_lone_surrogates(std::string& json);

}  // namespace reeve::microsoft
