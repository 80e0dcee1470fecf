// The forms by which two serial numbers, two network cards or two addresses are the same.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace reeve::domain {

// As written on the device: capitals, no blanks.
std::string serial_key(std::string_view text);
// "00:1A-2b…" as twelve digits; empty where it is no MAC address, or one of zeros or of ones alone.
std::string mac_key(std::string_view text);
// A whole address or its beginning ("0A:00:27") as hexadecimal digits; empty where it is none, or
// so short that it would fit every maker.
std::string mac_beginning(std::string_view text);
// `key`: mac_key.
bool begins_with_any(std::string_view key, const std::set<std::string>& beginnings);
// "001a2b3c4d5e" as "00:1A:2B:3C:4D:5E", as people write it; anything else as it is.
std::string written_mac(std::string_view text);
// Street, town and postal code without case, accents, punctuation and the usual abbreviations;
// empty where there is no street. The country is left out: "US" and "United States" are one.
std::string address_key(std::string_view street, std::string_view city,
                        std::string_view postal_code);

}  // namespace reeve::domain
