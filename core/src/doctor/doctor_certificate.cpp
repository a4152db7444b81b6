// SPDX-License-Identifier: Apache-2.0
#include "doctor/doctor_certificate.hpp"

#include "config/schema/endpoint.hpp"
#include "generation/server_options.hpp"
#include "net/certificate_file.hpp"
#include "net/http_server/server_tls.hpp"
#include "yak/text/text_format.hpp"

namespace yak::doctor {
namespace {

using Level = Diagnosis::Level;

/// Enough time to renew it by hand; automatic renewal runs earlier.
constexpr std::chrono::days kSoon{14};

/// `https://bot.example.com:8443` gives `bot.example.com`.
std::string host_of(const std::string& origin) {
  const std::size_t begin = origin.find("://");
  if (begin == std::string::npos) return {};
  std::string authority = origin.substr(begin + 3);
  const auto endpoint = config::parse_endpoint(authority);
  if (endpoint) return endpoint->host;
  if (authority.starts_with('[') && authority.ends_with(']')) {
    authority = authority.substr(1, authority.size() - 2);
  }
  return authority;
}

Diagnosis diagnose_name(const net::CertificateFile& certificate, const std::string& url) {
  const std::string host = host_of(url);
  if (certificate.is_for(host)) return {Level::ok, "TLS name", "the certificate is for " + host};
  return {Level::warn, "TLS name",
          "the certificate is not for " + host + ", the host of server.public_url",
          "get one for that name, unless a proxy in front of Yak has one"};
}

}  // namespace

Diagnosis diagnose_certificate(const std::string& what, std::chrono::sys_seconds ends,
                               WallTime now) {
  const std::string day = format_date(std::chrono::floor<std::chrono::days>(ends));
  if (ends <= now)
    return {Level::fail, what, "it expired on " + day, "renew it, then 'yak reload'"};
  if (ends - now < kSoon) {
    return {Level::warn, what, "it expires on " + day, "renew it, then 'yak reload'"};
  }
  return {Level::ok, what, "valid until " + day};
}

std::vector<Diagnosis> diagnose_server_tls(const config::Config& config, WallTime now) {
  const net::ServerOptions options = generation::public_options(config);
  if (options.certificate_file.empty()) return {};
  std::vector<Diagnosis> diagnoses;
  const auto usable = net::make_server_tls(options.certificate_file, options.private_key_file);
  if (!usable) {
    diagnoses.emplace_back(Level::fail, "TLS", usable.error().message,
                           "correct server.tls, or renew the files");
    return diagnoses;
  }
  const auto certificate = net::CertificateFile::read(options.certificate_file);
  if (!certificate) {
    diagnoses.emplace_back(Level::fail, "TLS certificate",
                           options.certificate_file + " " + certificate.error().message,
                           "correct server.tls.certificate");
    return diagnoses;
  }
  if (certificate->not_before() > now) {
    diagnoses.emplace_back(
        Level::fail, "TLS certificate",
        "it is not valid before " +
            format_date(std::chrono::floor<std::chrono::days>(certificate->not_before())),
        "set the clock of this machine, or use another certificate");
  }
  diagnoses.push_back(diagnose_certificate("TLS certificate", certificate->not_after(), now));
  const std::string url = generation::public_url(config);
  if (!url.empty()) diagnoses.push_back(diagnose_name(*certificate, url));
  return diagnoses;
}

}  // namespace yak::doctor
