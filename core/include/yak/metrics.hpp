// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "yak/api.hpp"

namespace yak {

/// The labels of one series. Values must come from a small fixed set: never an address, an id or
/// free text.
using Labels = std::vector<std::pair<std::string, std::string>>;

/// A value that only increases. Thread-safe.
class YAK_API Counter {
 public:
  virtual ~Counter();
  virtual void add(double amount = 1) = 0;
};

/// A value that can go up and down. Thread-safe.
class YAK_API Gauge {
 public:
  virtual ~Gauge();
  virtual void set(double value) = 0;
  virtual void add(double amount) = 0;
};

/// A distribution of observed values. Thread-safe.
class YAK_API Histogram {
 public:
  virtual ~Histogram();
  virtual void observe(double value) = 0;
};

/// Registers metric series. The same name and labels return the same series. Names begin with
/// `yak_`, units are seconds or bytes, and counters end in `_total`. References stay valid for the
/// life of the process. Thread-safe. Look a series up once and keep the reference.
///
/// The first registration of a name decides its help and, for a histogram, its bounds, which are
/// ascending. One name must be used for one kind only. A metric has at most 500 series; further
/// label values are counted together in a series whose labels all have the value `other`.
class YAK_API Metrics {
 public:
  virtual ~Metrics();
  virtual Counter& counter(const std::string& name, const std::string& help,
                           const Labels& labels = {}) = 0;
  virtual Gauge& gauge(const std::string& name, const std::string& help,
                       const Labels& labels = {}) = 0;
  virtual Histogram& histogram(const std::string& name, const std::string& help,
                               const std::vector<double>& bounds, const Labels& labels = {}) = 0;
};

}  // namespace yak
