// Both scripts against the tier's rows: every id once and nothing else, and names that try to break
// out of their quotes.
#include "domain/tier_script.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "base/json.h"
#include "base/text.h"

namespace reeve::domain {
namespace {

constexpr std::string_view kKinds[] = {"partner", "direct"};

ScriptFor script_for(std::string_view kind, std::string name = "Reeve") {
  return {kind, "global", std::move(name), "https://reeve.msp.example/microsoft/callback"};
}

std::map<std::string, int> ids_in(const std::string& text) {
  static const std::regex guid("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", std::regex::icase);
  std::map<std::string, int> ids;
  for (std::sregex_iterator at(text.begin(), text.end(), guid), end; at != end; ++at)
    ++ids[at->str()];
  return ids;
}

std::map<std::string, int> ids_of(const Tier& tier) {
  std::map<std::string, int> ids;
  for (const auto& need : tier.permissions) {
    const auto* permission = find_permission(need.permission);
    ids[std::string(permission->api)] = 1;
    if (need.application) ids[std::string(permission->application_id)] = 1;
    if (need.delegated) ids[std::string(permission->delegated_id)] = 1;
  }
  for (const auto* roles : {&tier.gdap_roles, &tier.principal_roles})
    for (const auto& need : *roles)
      ids[std::string(find_directory_role(need.role)->template_id)] = 1;
  return ids;
}

TEST(TierScripts, HoldEveryIdOfTheTierOnceAndNoOther) {
  for (const auto kind : kKinds)
    for (const auto name : tier_names()) {
      const Tier tier = tier_for(name, kind);
      EXPECT_EQ(ids_in(powershell_script(tier, script_for(kind))), ids_of(tier)) << kind << name;
      EXPECT_EQ(ids_in(az_script(tier, script_for(kind))), ids_of(tier)) << kind << name;
    }
}

// The body that az sends, out of the script's text.
base::json::value body_in(const std::string& script) {
  const std::string begin = "application.json\" <<'REEVE'\n";
  const auto from = script.find(begin) + begin.size();
  return base::parse_json(script.substr(from, script.find("\nREEVE\n", from) - from), "the body");
}

// "Role df02…" of one API.
std::set<std::string> wanted(const Tier& tier, std::string_view api) {
  std::set<std::string> out;
  for (const auto& need : tier.permissions) {
    const auto* permission = find_permission(need.permission);
    if (permission->api != api) continue;
    if (need.application) out.insert("Role " + std::string(permission->application_id));
    if (need.delegated) out.insert("Scope " + std::string(permission->delegated_id));
  }
  return out;
}

TEST(TierScripts, AzAsksForEachPermissionOfItsKind) {
  for (const auto kind : kKinds)
    for (const auto name : tier_names()) {
      const Tier tier = tier_for(name, kind);
      const auto body = body_in(az_script(tier, script_for(kind)));
      EXPECT_EQ(base::text_member(body, "signInAudience"),
                kind == "partner" ? "AzureADMultipleOrgs" : "AzureADMyOrg");
      for (const auto& resource : base::member(body, "requiredResourceAccess").as_array()) {
        std::set<std::string> asked;
        for (const auto& row : base::member(resource, "resourceAccess").as_array())
          asked.insert(base::text_member(row, "type") + " " + base::text_member(row, "id"));
        EXPECT_EQ(asked, wanted(tier, base::text_member(resource, "resourceAppId"))) << name;
      }
      EXPECT_EQ(
          base::member(base::member(body, "web"), "redirectUris").as_array().at(0).as_string(),
          "https://reeve.msp.example/microsoft/callback");
    }
}

TEST(TierScripts, PowershellAsksForEachPermissionOfItsKind) {
  static const std::regex row("@\\{ Type = '(Role|Scope)'; Id = '([0-9a-f-]+)' \\}");
  for (const auto kind : kKinds)
    for (const auto name : tier_names()) {
      const Tier tier = tier_for(name, kind);
      const auto text = powershell_script(tier, script_for(kind));
      std::set<std::string> asked, all = wanted(tier, kGraphApi);
      all.merge(wanted(tier, kPartnerCenterApi));
      for (std::sregex_iterator at(text.begin(), text.end(), row), end; at != end; ++at)
        asked.insert((*at)[1].str() + " " + (*at)[2].str());
      EXPECT_EQ(asked, all) << name;
      EXPECT_NE(text.find(kind == "partner" ? "'AzureADMultipleOrgs'" : "'AzureADMyOrg'"),
                std::string::npos);
    }
}

TEST(TierScripts, NameTheCloud) {
  const Tier tier = tier_for(kFirstTier, "partner");
  for (const auto& [cloud, powershell, az] :
       {std::tuple{"gcc-high", "-Environment USGov ", "graph.microsoft.us"},
        std::tuple{"dod", "-Environment USGovDoD ", "dod-graph.microsoft.us"},
        std::tuple{"china", "-Environment China ", "AzureChinaCloud"},
        std::tuple{"http://127.0.0.1:1", "-Environment Global ", "graph.microsoft.com"}}) {
    auto script = script_for("partner");
    script.cloud = cloud;
    EXPECT_NE(powershell_script(tier, script).find(powershell), std::string::npos) << cloud;
    EXPECT_NE(az_script(tier, script).find(az), std::string::npos) << cloud;
  }
}

const std::string kNames[] = {
    "Reeve",
    "O'Brien & Sons",
    "'; Remove-Item -Recurse C:\\; '",
    "\u2019; Get-Date; \u2018",
    "$(touch pwned)`id`\"",
    "two\nlines\r\nREEVE\nid\n",
    "@/etc/passwd",
    "-rf =@x",
    std::string("nul\0tab\t", 8),
    "Ä\u201A\u201B\u00e9",
};

TEST(TierScripts, PowershellNamesStayInTheirQuotes) {
  EXPECT_EQ(powershell_quoted("O'Brien"), "'O''Brien'");
  EXPECT_EQ(powershell_quoted("\u2019x"), "'\u2019\u2019x'");
  EXPECT_EQ(powershell_quoted("a\r\nb\tc"), "'a  b c'");
  // Inside single quotes PowerShell ends the text at an odd number of quotes only.
  for (const auto& name : kNames) {
    const auto quoted = powershell_quoted(name);
    std::size_t run = 0;
    const auto inner = quoted.substr(1, quoted.size() - 2);
    for (std::size_t at = 0; at < inner.size();) {
      std::size_t width = 0;
      for (const std::string_view one : {"'", "\u2018", "\u2019", "\u201A", "\u201B"})
        if (std::string_view(inner).substr(at).starts_with(one)) width = one.size();
      if (width == 0) {
        EXPECT_EQ(run % 2, 0U) << quoted;
        run = 0;
      } else {
        ++run;
      }
      at += width == 0 ? 1 : width;
    }
    EXPECT_EQ(run % 2, 0U) << quoted;
    EXPECT_EQ(quoted.find('\n'), std::string::npos);
  }
}

// What bash itself makes of the script: it runs only up to the file it writes.
std::string written_by_bash(const std::string& script) {
  const auto folder = std::filesystem::temp_directory_path() / "reeve-tier-script";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const auto path = (folder / "script.sh").string();
  const auto until = script.find("\napplication=$(az rest");
  std::ofstream(path) << script.substr(0, until) << "\ncat \"$folder/application.json\"\n";
  std::string out;
  if (FILE* pipe = ::popen(("cd " + folder.string() + " && bash script.sh").c_str(), "r")) {
    char part[512];
    while (std::fgets(part, sizeof part, pipe) != nullptr) out += part;
    EXPECT_EQ(::pclose(pipe), 0);
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "pwned"));
  std::filesystem::remove_all(folder);
  return out;
}

TEST(TierScripts, BashWritesTheNameAsItIs) {
  const Tier tier = tier_for(kFirstTier, "partner");
  for (const auto& name : kNames) {
    const auto body = base::parse_json(
        written_by_bash(az_script(tier, script_for("partner", name))), "what bash wrote");
    EXPECT_EQ(base::text_member(body, "displayName"), base::clean_text(name));
  }
}

TEST(TierScripts, BashReadsTheWholeScript) {
  for (const auto name : tier_names()) {
    const auto path =
        std::filesystem::temp_directory_path() / ("reeve-az-" + std::string(name) + ".sh");
    std::ofstream(path) << az_script(tier_for(name, "partner"), script_for("partner", "O'Brien"));
    EXPECT_EQ(std::system(("bash -n " + path.string()).c_str()), 0) << name;
    std::filesystem::remove(path);
  }
}

TEST(TierScripts, ALongNameIsCutBetweenLetters) {
  std::string name;
  for (int i = 0; i < 100; ++i) name += "é";
  const auto body = body_in(az_script(tier_for(kFirstTier, "direct"), script_for("direct", name)));
  const auto cut = base::text_member(body, "displayName");
  EXPECT_EQ(cut.size(), kMaxScriptName);
  EXPECT_TRUE(base::is_utf8(cut));
}

}  // namespace
}  // namespace reeve::domain
