// SPDX-License-Identifier: Apache-2.0
#include "doctor/doctor_outside.hpp"

#include <cstdlib>
#include <filesystem>

#include "doctor/doctor_certificate.hpp"
#include "yak/text/text_format.hpp"

namespace yak::doctor {
namespace {

using Level = Diagnosis::Level;

/// `Date` has a resolution of one second, and another machine of the service may have made the
/// response.
constexpr std::chrono::seconds kNoise{10};
/// Beyond this, other services begin to reject certificates and signatures, and Twilio's message
/// lists are requested for the wrong day.
constexpr std::chrono::minutes kTooFar{5};

std::string mebibytes(std::uint64_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

Diagnosis diagnose_clock(const std::string& server, std::chrono::seconds ahead) {
  const auto off = ahead < std::chrono::seconds(0) ? -ahead : ahead;
  if (off <= kNoise) return {Level::ok, "clock", "agrees with " + server};
  const std::string words = std::to_string(off.count()) + " s " +
                            (ahead.count() > 0 ? "ahead of" : "behind") + " what " + server +
                            " says";
  return {off > kTooFar ? Level::fail : Level::warn, "clock", words,
          "synchronize it with NTP: timedatectl set-ntp true"};
}

}  // namespace

std::vector<Diagnosis> diagnose_servers(const std::map<std::string, SeenServer>& servers,
                                        WallTime now) {
  std::vector<Diagnosis> diagnoses;
  for (const auto& [name, server] : servers) {
    if (server.ahead) diagnoses.push_back(diagnose_clock(name, *server.ahead));
    if (!server.certificate_ends) continue;
    Diagnosis diagnosis =
        diagnose_certificate("certificate of " + name, *server.certificate_ends, now);
    if (diagnosis.level != Level::ok) {
      diagnosis.advice = "the operator of " + name + " must renew it; there is nothing to do here";
    }
    diagnoses.push_back(std::move(diagnosis));
  }
  return diagnoses;
}

Diagnosis diagnose_room(const std::string& folder, std::uint64_t free, std::uint64_t floor) {
  const std::string words = mebibytes(free) + " are free on the disk of " + folder;
  if (free < floor) {
    return {Level::fail, "disk", words + ", below store.min_free (" + mebibytes(floor) + ")",
            "free some space; messages are refused until then, no restart is needed"};
  }
  constexpr std::uint64_t kEnough = 4;
  if (free / kEnough < floor) {
    return {Level::warn, "disk",
            words + ", not far above store.min_free (" + mebibytes(floor) + ")",
            "free some space before messages are refused"};
  }
  return {Level::ok, "disk", words};
}

Diagnosis diagnose_room(const std::string& folder, std::uint64_t floor) {
  std::error_code failure;
  const auto space = std::filesystem::space(folder, failure);
  if (!failure) return diagnose_room(folder, space.available, floor);
  return {Level::fail, "disk", folder + ": " + failure.message(), "see data_dir and its mount"};
}

}  // namespace yak::doctor
