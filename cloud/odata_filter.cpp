// A recursive-descent parser of $filter and its evaluation.
// Sources: microsoft-cloud.md C.0, concept26-advanced-queries--*.json.
#include "odata_filter.h"

#include <fmt/format.h>

#include <charconv>
#include <vector>

#include "encoding.h"
#include "odata.h"

namespace cloud {

namespace json = boost::json;

struct Filter::Node {
  enum class Kind { all, any, none, compare, function, each, count } kind;
  std::string path;       // compare, function, each, count: the property
  std::string operation;  // "eq", "startswith" ...
  std::vector<json::value> values;
  std::vector<std::shared_ptr<const Node>> parts;
};

namespace {

using Node = Filter::Node;
using NodePtr = std::shared_ptr<const Node>;

constexpr int kDeepest = 20;
constexpr std::size_t kMostParts = 100;

[[noreturn]] void refuse_clause() {
  throw GraphRefusal(400, "Request_UnsupportedQuery", "Unsupported Query.");
}

[[noreturn]] void refuse_syntax() {
  throw GraphRefusal(400, "Request_BadRequest", "Invalid filter clause");
}

std::string folded(const json::value& value) {
  return value.is_string() ? lower(std::string_view(value.as_string())) : json::serialize(value);
}

bool compare(const json::value& left, std::string_view operation, const json::value& right) {
  if (operation == "eq") return folded(left) == folded(right);
  if (operation == "ne") return folded(left) != folded(right);
  if (left.is_null() || right.is_null()) return false;
  int order = 0;
  if (left.is_int64() && right.is_int64())
    order = left.as_int64() < right.as_int64() ? -1 : left.as_int64() > right.as_int64();
  else
    order = folded(left).compare(folded(right));
  if (operation == "ge") return order >= 0;
  if (operation == "gt") return order > 0;
  if (operation == "le") return order <= 0;
  return order < 0;
}

bool call(std::string_view function, const json::value& value, const json::value& wanted) {
  if (!value.is_string() || !wanted.is_string()) return false;
  const std::string text = folded(value);
  const std::string part = folded(wanted);
  if (function == "startswith") return text.starts_with(part);
  if (function == "endswith") return text.ends_with(part);
  return text.find(part) != std::string::npos;
}

bool holds(const Node& node, const PropertyReader& read);

bool holds_each(const Node& node, const PropertyReader& read) {
  const json::value items = read(node.path);
  if (!items.is_array()) return false;
  for (const json::value& item : items.as_array())
    if (holds(*node.parts[0], [&](std::string_view) { return item; })) return true;
  return false;
}

bool holds(const Node& node, const PropertyReader& read) {
  switch (node.kind) {
    case Node::Kind::all:
      for (const NodePtr& part : node.parts)
        if (!holds(*part, read)) return false;
      return true;
    case Node::Kind::any:
      for (const NodePtr& part : node.parts)
        if (holds(*part, read)) return true;
      return false;
    case Node::Kind::none:
      return !holds(*node.parts[0], read);
    case Node::Kind::each:
      return holds_each(node, read);
    case Node::Kind::function:
      return call(node.operation, read(node.path), node.values[0]);
    case Node::Kind::count: {
      const json::value items = read(node.path);
      const auto size = static_cast<std::int64_t>(items.is_array() ? items.as_array().size() : 0);
      return compare(size, node.operation, node.values[0]);
    }
    case Node::Kind::compare: {
      const json::value value = read(node.path);
      if (node.operation != "in") return compare(value, node.operation, node.values[0]);
      for (const json::value& one : node.values)
        if (compare(value, "eq", one)) return true;
      return false;
    }
  }
  return false;
}

class Parser {
 public:
  Parser(std::string_view text, bool advanced) : rest_(text), advanced_(advanced) {}

  NodePtr whole() {
    NodePtr node = either(0);
    blanks();
    if (!rest_.empty()) refuse_syntax();
    return node;
  }

 private:
  static bool is_word_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_' || letter == '/' || letter == '$' ||
           letter == '-' || letter == ':' || letter == '.' || letter == '@';
  }
  void blanks() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
  }
  bool take(std::string_view mark) {
    blanks();
    if (!rest_.starts_with(mark)) return false;
    rest_.remove_prefix(mark.size());
    return true;
  }
  void need(std::string_view mark) {
    if (!take(mark)) refuse_syntax();
  }
  std::string peek_word() {
    blanks();
    std::size_t size = 0;
    while (size < rest_.size() && is_word_letter(rest_[size])) ++size;
    return std::string(rest_.substr(0, size));
  }
  std::string word() {
    std::string found = peek_word();
    if (found.empty()) refuse_syntax();
    rest_.remove_prefix(found.size());
    return found;
  }
  bool take_word(std::string_view wanted) {
    if (!same_text(peek_word(), wanted)) return false;
    rest_.remove_prefix(wanted.size());
    return true;
  }
  void need_advanced(std::string_view what) const {
    if (advanced_) return;
    throw GraphRefusal(
        400, "Request_UnsupportedQuery",
        fmt::format("Operator '{}' is not supported because the required parameters might be "
                    "missing. Try adding $count=true query parameter and ConsistencyLevel:eventual "
                    "header. Refer to https://aka.ms/graph-docs/advanced-queries for more "
                    "information",
                    what));
  }

  NodePtr group(Node::Kind kind, std::vector<NodePtr> parts) {
    if (parts.size() == 1) return parts[0];
    if (parts.size() > kMostParts) refuse_clause();
    return std::make_shared<Node>(Node{kind, "", "", {}, std::move(parts)});
  }
  NodePtr either(int depth) {
    if (depth > kDeepest) refuse_clause();
    std::vector<NodePtr> parts{both(depth)};
    while (take_word("or")) parts.push_back(both(depth));
    return group(Node::Kind::any, std::move(parts));
  }
  NodePtr both(int depth) {
    std::vector<NodePtr> parts{one(depth)};
    while (take_word("and")) parts.push_back(one(depth));
    return group(Node::Kind::all, std::move(parts));
  }
  NodePtr one(int depth) {
    if (depth > kDeepest) refuse_clause();
    if (take("(")) {
      NodePtr node = either(depth + 1);
      need(")");
      return node;
    }
    if (take_word("not")) {
      need_advanced("not");
      return std::make_shared<Node>(Node{Node::Kind::none, "", "", {}, {one(depth + 1)}});
    }
    const std::string name = word();
    if (take("(")) return function(name, depth);
    return comparison(name);
  }
  NodePtr function(const std::string& name, int depth) {
    constexpr std::string_view any = "/any";
    if (name.ends_with(any)) {
      word();  // the name of the item, "p:" or "p:p" with what follows glued to it
      return each(name.substr(0, name.size() - any.size()), depth);
    }
    const std::string operation = lower(name);
    if (operation != "startswith" && operation != "endswith" && operation != "contains")
      refuse_clause();
    if (operation != "startswith") need_advanced(operation == "endswith" ? "endsWith" : name);
    const std::string path = word();
    need(",");
    Node node{Node::Kind::function, path, operation, {literal()}, {}};
    need(")");
    return std::make_shared<Node>(std::move(node));
  }
  NodePtr each(const std::string& path, int depth);
  NodePtr comparison(const std::string& name) {
    const std::string operation = lower(word());
    constexpr std::string_view count = "/$count";
    const bool counts = name.ends_with(count);
    if (counts) need_advanced("$count");
    if (operation == "ne") need_advanced("ne");
    Node node{counts ? Node::Kind::count : Node::Kind::compare,
              counts ? name.substr(0, name.size() - count.size()) : name,
              operation,
              {},
              {}};
    if (operation == "in") {
      need("(");
      do node.values.push_back(literal());
      while (take(","));
      need(")");
    } else if (operation == "eq" || operation == "ne" || operation == "ge" || operation == "gt" ||
               operation == "le" || operation == "lt") {
      node.values.push_back(literal());
    } else {
      refuse_syntax();
    }
    if (node.values.size() > kMostParts) refuse_clause();
    return std::make_shared<Node>(std::move(node));
  }
  json::value literal() {
    blanks();
    if (rest_.starts_with('\'')) return quoted();
    const std::string text = word();
    if (text == "true" || text == "false") return text == "true";
    if (text == "null") return nullptr;
    std::int64_t number = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (bad == std::errc() && end == text.data() + text.size()) return number;
    return json::value(text);  // a date or a GUID stands without quotes
  }
  json::value quoted() {
    std::string text;
    rest_.remove_prefix(1);
    while (true) {
      const auto end = rest_.find('\'');
      if (end == std::string_view::npos) refuse_syntax();
      text += rest_.substr(0, end);
      rest_.remove_prefix(end + 1);
      if (!rest_.starts_with('\'')) return json::value(text);
      text += '\'';  // two quotes stand for one
      rest_.remove_prefix(1);
    }
  }

  std::string_view rest_;
  bool advanced_;
};

// "proxyAddresses/any(p:p eq 'x')": the cursor stands behind the first word after the bracket,
// which holds "p:p", "p:startsWith" or "p:".
NodePtr Parser::each(const std::string& path, int depth) {
  if (depth > kDeepest) refuse_clause();
  Node inner{Node::Kind::compare, "", "", {}, {}};
  if (take("(")) {  // p:startsWith(p,'x')
    word();
    need(",");
    inner = Node{Node::Kind::function, "", "startswith", {literal()}, {}};
    need(")");
  } else {
    inner.operation = lower(word());
    if (inner.operation != "eq" && inner.operation != "ne" && inner.operation != "ge" &&
        inner.operation != "le")
      refuse_clause();
    inner.values.push_back(literal());
  }
  need(")");
  return std::make_shared<Node>(
      Node{Node::Kind::each, path, "", {}, {std::make_shared<Node>(std::move(inner))}});
}

}  // namespace

Filter Filter::parse(std::string_view text, bool advanced) {
  constexpr std::size_t longest = 8192;
  if (text.size() > longest) refuse_clause();
  Filter filter;
  filter.root_ = Parser(text, advanced).whole();
  return filter;
}

bool Filter::matches(const PropertyReader& read) const { return holds(*root_, read); }

}  // namespace cloud
