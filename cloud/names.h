// The words that companies, people and places of a simulated world are made of.
#pragma once

#include <span>
#include <string_view>

namespace cloud::names {

// A name as people write it and as it stands in addresses (ASCII).
struct Name {
  std::string_view text;
  std::string_view ascii;
};

struct Place {
  std::string_view city;
  std::string_view postal_code;
  std::string_view country_code;
  std::string_view country;
  std::string_view language;
  std::string_view dial;  // how a phone number there begins
  std::string_view street;
};

struct Job {
  std::string_view title;
  std::string_view department;
};

std::span<const Name> first_names();
std::span<const Name> surnames();
std::span<const Place> places();
std::span<const Job> jobs();
std::span<const std::string_view> founders();  // company names: "Harper", "Brandt" ...
std::span<const std::string_view> brands();    // company names: "Northlight", "Bluewater" ...
std::span<const std::string_view> trades();    // company names: "Dental Care", "Logistics" ...
// What a company of that country ends with; "" is among them.
std::span<const std::string_view> legal_forms(std::string_view country_code);

}  // namespace cloud::names
